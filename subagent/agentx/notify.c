#include "agentx/notify.h"

#include <string.h>

#include "agentx/netsnmp.h"
#include "agentx/variable.h"

enum {
	/* RFC 2741; net-snmp's own headers for them are not installed. */
	AGENTX_VERSION = 0xC1,
	AGENTX_NOTIFY = 12,
	AGENTX_NON_DEFAULT_CONTEXT = 0x08,
	/* A frozen snmpd answers when it goes on; the library must not repeat. */
	PATIENCE_S = 86400,
};

static int on_answer(int operation, netsnmp_session *session, int request,
	netsnmp_pdu *pdu, void *magic)
{
	struct notify *notify;
	bool accepted;

	(void)session;
	notify = magic;
	if (request != notify->request) {
		return 1;
	}
	if (operation != NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE || pdu == NULL) {
		/* No verdict: send it again as soon as that is possible. */
		traps_connect(notify->traps, notify->traps->connected);
		return 1;
	}
	accepted = pdu->errstat == SNMP_ERR_NOERROR;
	if (!accepted) {
		report_warning(notify->report,
			"snmpd refused a notification with AgentX error %ld",
			pdu->errstat);
	}
	traps_answered(notify->traps, notify->generation, accepted);
	return 1;
}

static void put_context(netsnmp_pdu *pdu, const char *context)
{
	size_t length = strlen(context);

	if (length > 0) {
		pdu->community = netsnmp_memdup(context, length);
		pdu->community_len = pdu->community == NULL ? 0 : length;
		pdu->flags |= AGENTX_NON_DEFAULT_CONTEXT;
	}
}

static netsnmp_pdu *make(
	const struct notify *notify, const struct varbind *varbinds, size_t count)
{
	netsnmp_pdu *pdu = snmp_pdu_create(AGENTX_NOTIFY);

	if (pdu == NULL) {
		return NULL;
	}
	pdu->version = AGENTX_VERSION;
	pdu->sessid = main_session->sessid;
	pdu->flags |= UCD_MSG_FLAG_PDU_TIMEOUT;
	pdu->time = PATIENCE_S;
	put_context(pdu, notify->context);
	for (size_t i = 0; i < count; i++) {
		if (!variable_append(&pdu->variables, &varbinds[i])) {
			snmp_free_pdu(pdu);
			return NULL;
		}
	}
	return pdu;
}

bool notify_send(struct notify *notify, const struct varbind *varbinds, size_t count,
	uint64_t generation)
{
	netsnmp_pdu *pdu;

	if (main_session == NULL) {
		return false;
	}
	pdu = make(notify, varbinds, count);
	if (pdu == NULL) {
		return false;
	}
	notify->generation = generation;
	notify->request = snmp_async_send(main_session, pdu, on_answer, notify);
	if (notify->request == 0) {
		snmp_free_pdu(pdu);
	}
	return notify->request != 0;
}
