#include "agentx/exchange.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "agentx/netsnmp.h"
#include "mib/instance.h"
#include "protocol/client.h"

/* A name as net-snmp keeps it, in arcs; its length is returned. */
static size_t write_arcs(const struct oid *name, oid arcs[OID_MAX])
{
	for (size_t i = 0; i < name->length; i++) {
		arcs[i] = name->arcs[i];
	}
	return name->length;
}

/* The name of a variable; one that is too long is cut. */
static struct oid read_name(const netsnmp_variable_list *variable)
{
	struct oid name = { 0 };
	size_t length =
		variable->name_length < OID_MAX ? variable->name_length : OID_MAX;

	for (size_t i = 0; i < length; i++) {
		oid_add(&name, (uint32_t)variable->name[i]);
	}
	return name;
}

static void put_counter64(netsnmp_variable_list *variable, uint64_t number)
{
	struct counter64 counter = {
		.high = (u_long)(number >> 32),
		.low = (u_long)(number & UINT32_MAX),
	};

	snmp_set_var_typed_value(variable, ASN_COUNTER64, &counter, sizeof(counter));
}

static void put_value(netsnmp_variable_list *variable, const struct value *value)
{
	oid arcs[OID_MAX];
	u_char type = (u_char)value->type;

	if (value->type == VALUE_COUNTER64) {
		put_counter64(variable, value->number);
	} else if (value->type == VALUE_OCTETS || value->type == VALUE_IP) {
		snmp_set_var_typed_value(variable, type, value->octets, value->length);
	} else if (value->type == VALUE_OID) {
		size_t length = write_arcs(&value->oid, arcs);

		snmp_set_var_typed_value(variable, type, arcs, length * sizeof(oid));
	} else {
		snmp_set_var_typed_integer(variable, type, (long)value->number);
	}
}

static void put_variable(netsnmp_variable_list *variable, const struct varbind *varbind)
{
	oid arcs[OID_MAX];
	size_t length = write_arcs(&varbind->name, arcs);

	snmp_set_var_objid(variable, arcs, length);
	put_value(variable, &varbind->value);
}

/* Read name and value; of octets that are too long the length, but not all. */
static void read_variable(
	const netsnmp_variable_list *variable, struct varbind *varbind)
{
	struct value *value = &varbind->value;

	memset(varbind, 0, sizeof(*varbind));
	varbind->name = read_name(variable);
	value->type = (enum value_type)variable->type;
	if (value->type == VALUE_OCTETS) {
		value->length = variable->val_len;
		memcpy(value->octets, variable->val.string,
			value->length < VALUE_OCTETS_MAX ? value->length
							 : VALUE_OCTETS_MAX);
	} else if (value->type == VALUE_INTEGER) {
		value->number = (uint64_t)(int64_t)*variable->val.integer;
	} else if (value->type == VALUE_UNSIGNED) {
		value->number = (uint32_t)*variable->val.integer;
	}
}

static bool append_variable(netsnmp_variable_list **list, const struct varbind *varbind)
{
	oid arcs[OID_MAX];
	size_t length = write_arcs(&varbind->name, arcs);
	netsnmp_variable_list *variable =
		snmp_varlist_add_variable(list, arcs, length, ASN_NULL, NULL, 0);

	if (variable == NULL) {
		return false;
	}
	put_value(variable, &varbind->value);
	return true;
}

/* A SET of snmpd's, on the connection of the subscription. */
struct transaction {
	struct set set;
	struct subscription *subscription;
	bool asked;                 /* fipd has something of it to forget in the end */
	bool told;                  /* the last answer had the status as well */
	struct transaction **owner; /* is set to NULL at the end */
};

static int ask_fipd(void *context, json_t *request, int timeout_ms, json_t **answer)
{
	struct transaction *transaction = context;
	int error = subscription_ask(
		transaction->subscription, request, timeout_ms, answer);

	transaction->asked = true;
	transaction->told = error == 0 && json_object_get(*answer, "status") != NULL;
	return error;
}

static struct transaction *transaction_new(const struct registrar *registrar)
{
	struct transaction *transaction = calloc(1, sizeof(*transaction));

	if (transaction == NULL) {
		return NULL;
	}
	set_init(&transaction->set, &registrar->view,
		(struct set_core){ .agent = registrar->agent,
			.context = transaction,
			.ask = ask_fipd });
	transaction->subscription = &registrar->client->subscription;
	return transaction;
}

/* However a SET ends, nothing of it stays behind at fipd. */
static void transaction_forget(struct transaction *transaction)
{
	if (transaction->asked) {
		transaction->asked = false;
		subscription_send(
			transaction->subscription, json_pack("{s:s}", "op", "free"));
	}
}

static void transaction_free(void *transaction)
{
	struct transaction *ended = transaction;

	transaction_forget(ended);
	if (*ended->owner == ended) {
		*ended->owner = NULL;
	}
	free(ended);
}

#define TRANSACTION "fipd"

static void get_one(const struct registrar *registrar, netsnmp_agent_request_info *info,
	netsnmp_request_info *request)
{
	struct varbind found = { .name = read_name(request->requestvb) };
	bool object;

	if (instance_get(&registrar->view, &found.name, &found.value)) {
		put_variable(request->requestvb, &found);
		return;
	}
	object = instance_object(&found.name) != NULL;
	netsnmp_set_request_error(
		info, request, object ? SNMP_NOSUCHINSTANCE : SNMP_NOSUCHOBJECT);
}

static void get_next_one(const struct registrar *registrar,
	netsnmp_agent_request_info *info, netsnmp_request_info *request)
{
	struct varbind found;
	struct oid after;
	bool exact;

	(void)info;
	found = (struct varbind){ .name = read_name(request->requestvb) };
	after = found.name;
	exact = request->inclusive != 0
		&& instance_get(&registrar->view, &after, &found.value);
	if (exact || instance_next(&registrar->view, &after, &found)) {
		put_variable(request->requestvb, &found);
	}
}

static void refuse_set(struct registrar *registrar, netsnmp_agent_request_info *info,
	netsnmp_request_info *requests, const struct refusal *refusal)
{
	netsnmp_request_info *blamed = requests;

	for (netsnmp_request_info *each = requests; each != NULL; each = each->next) {
		if (each->index == (int)refusal->varbind) {
			blamed = each;
		}
	}
	netsnmp_set_request_error(info, blamed, (int)refusal->code);
	agent_refuse(registrar->agent, registrar->view.mirror, refusal->text);
	report_info(registrar->report, "SET refused: %s", refusal->text);
}

static void reserve(struct registrar *registrar, netsnmp_agent_request_info *info,
	netsnmp_request_info *requests)
{
	struct transaction *transaction = transaction_new(registrar);

	if (transaction == NULL) {
		netsnmp_set_request_error(info, requests, SNMP_ERR_RESOURCEUNAVAILABLE);
		return;
	}
	transaction->owner = &registrar->under_way;
	registrar->under_way = transaction;
	netsnmp_agent_add_list_data(info,
		netsnmp_create_data_list(TRANSACTION, transaction, transaction_free));
	for (netsnmp_request_info *each = requests; each != NULL; each = each->next) {
		struct varbind wanted;

		read_variable(each->requestvb, &wanted);
		if (!set_reserve(&transaction->set, (size_t)each->index, &wanted)) {
			refuse_set(
				registrar, info, requests, &transaction->set.refusal);
			return;
		}
	}
}

/* So that a GET right after the SET reads what was written. */
static void refresh(struct registrar *registrar, struct transaction *transaction)
{
	json_t *answer = NULL;

	if (transaction->asked && !transaction->told) {
		ask_fipd(transaction, json_pack("{s:s}", "op", "status"),
			SET_PREPARE_MS, &answer);
		json_decref(answer);
	}
	addresses_make(registrar->agent->addresses, &registrar->view.mirror->status,
		registrar->agent->drafts);
}

/* flat switch */
static void go_on_with_set(struct registrar *registrar,
	netsnmp_agent_request_info *info, netsnmp_request_info *requests)
{
	struct transaction *transaction =
		netsnmp_agent_get_list_data(info, TRANSACTION);
	bool good = true;

	if (transaction == NULL) {
		return;
	}
	switch (info->mode) {
	case MODE_SET_RESERVE2:
		good = set_prepare(&transaction->set);
		break;
	case MODE_SET_ACTION:
		good = set_commit(&transaction->set);
		break;
	case MODE_SET_UNDO:
		good = set_undo(&transaction->set);
		refresh(registrar, transaction);
		break;
	case MODE_SET_COMMIT:
		refresh(registrar, transaction);
		break;
	default:
		break;
	}
	if (!good) {
		refuse_set(registrar, info, requests, &transaction->set.refusal);
	}
}

static int on_request(netsnmp_mib_handler *handler,
	netsnmp_handler_registration *registration, netsnmp_agent_request_info *info,
	netsnmp_request_info *requests)
{
	struct registrar *registrar;

	(void)handler;
	registrar = registration->my_reg_void;
	registrar->agent->now_ms = stream_now_ms();
	if (info->mode == MODE_SET_RESERVE1) {
		reserve(registrar, info, requests);
		return SNMP_ERR_NOERROR;
	}
	if (info->mode != MODE_GET && info->mode != MODE_GETNEXT) {
		go_on_with_set(registrar, info, requests);
		return SNMP_ERR_NOERROR;
	}
	/* What is told is what fipd has said by now, and not what it last said. */
	subscription_tick(&registrar->client->subscription, stream_now_ms());
	for (netsnmp_request_info *each = requests; each != NULL; each = each->next) {
		if (each->processed != 0) {
			continue;
		}
		(info->mode == MODE_GET ? get_one : get_next_one)(
			registrar, info, each);
	}
	return SNMP_ERR_NOERROR;
}

enum {
	ARC_OBJECTS = 1,
	ARC_CONFORMANCE = 2,
	ARC_CAPABILITIES = 3,
	ARC_AGENT = 1,
};

/* The row of sysORTable by which a manager finds that this host has FIPD-MIB; the
 * library tells it to each snmpd that it connects to. */
static void announce_module(void)
{
	static const char TEXT[] =
		"FIPD-MIB: a pair of hosts that share floating IP addresses";
	oid arcs[OID_MAX];
	struct oid name = mib_root();
	size_t length;

	oid_add(&name, ARC_CONFORMANCE);
	oid_add(&name, ARC_CAPABILITIES);
	oid_add(&name, ARC_AGENT);
	length = write_arcs(&name, arcs);
	REGISTER_SYSOR_TABLE(arcs, length, TEXT);
}

bool exchange_register(struct registrar *registrar, const char *context)
{
	oid arcs[OID_MAX];
	struct oid served = mib_root();
	netsnmp_handler_registration *registration;
	size_t length;

	oid_add(&served, ARC_OBJECTS);
	length = write_arcs(&served, arcs);
	registration = netsnmp_create_handler_registration(
		"fipd", on_request, arcs, length, HANDLER_CAN_RWRITE);
	if (registration == NULL) {
		return false;
	}
	registration->my_reg_void = registrar;
	if (context[0] != '\0') {
		registration->contextName = strdup(context);
	}
	announce_module();
	return netsnmp_register_handler(registration) == MIB_REGISTERED_OK;
}

void exchange_abort(struct registrar *registrar)
{
	if (registrar->under_way != NULL) {
		transaction_forget(registrar->under_way);
	}
}

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

bool exchange_fill(struct snmp_pdu *pdu, const struct varbind *varbinds, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!append_variable(&pdu->variables, &varbinds[i])) {
			return false;
		}
	}
	return true;
}

static netsnmp_pdu *make_pdu(
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
	if (!exchange_fill(pdu, varbinds, count)) {
		snmp_free_pdu(pdu);
		return NULL;
	}
	return pdu;
}

bool exchange_notify(struct notify *notify, const struct varbind *varbinds,
	size_t count, uint64_t generation)
{
	netsnmp_pdu *pdu;

	if (main_session == NULL) {
		return false;
	}
	pdu = make_pdu(notify, varbinds, count);
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
