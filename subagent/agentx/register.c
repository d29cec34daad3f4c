#include "agentx/register.h"

#include <errno.h>
#include <stdlib.h>

#include "agentx/netsnmp.h"
#include "agentx/variable.h"
#include "mib/instance.h"
#include "protocol/stream.h"

/*
 * A SET of snmpd's together with its own connection to fipd: fipd drops what was
 * prepared when its connection closes, so however a SET ends, nothing of it stays
 * behind.
 */
struct transaction {
	struct set set;
	const char *control;        /* fipd's control socket */
	struct client *client;      /* NULL until fipd is needed */
	struct transaction **owner; /* is set to NULL at the end */
};

static int ask(void *context, json_t *request, int timeout_ms, json_t **answer)
{
	struct transaction *transaction = context;
	int error = 0;

	*answer = NULL;
	if (transaction->client == NULL) {
		error = client_open(&transaction->client, transaction->control);
	}
	if (error != 0) {
		json_decref(request);
		return error;
	}
	return client_ask(transaction->client, request, timeout_ms, answer);
}

static struct transaction *transaction_new(const struct view *view, struct agent *agent,
	const char *control, struct transaction **owner)
{
	struct transaction *transaction = calloc(1, sizeof(*transaction));

	if (transaction == NULL) {
		return NULL;
	}
	set_init(&transaction->set, view,
		(struct set_core){
			.agent = agent, .context = transaction, .ask = ask });
	transaction->control = control;
	transaction->owner = owner;
	*owner = transaction;
	return transaction;
}

static void transaction_close(struct transaction *transaction)
{
	client_close(transaction->client);
	transaction->client = NULL;
}

static json_t *transaction_status(struct transaction *transaction)
{
	json_t *answer = NULL;

	if (transaction->client == NULL) {
		return NULL;
	}
	ask(transaction, json_pack("{s:s}", "op", "status"), SET_PREPARE_MS, &answer);
	return answer;
}

static void transaction_free(void *transaction)
{
	struct transaction *ended = transaction;

	transaction_close(ended);
	if (*ended->owner == ended) {
		*ended->owner = NULL;
	}
	free(ended);
}

#define TRANSACTION "fipd"

static void get_one(const struct registrar *registrar, netsnmp_agent_request_info *info,
	netsnmp_request_info *request)
{
	struct varbind found = { .name = variable_oid(request->requestvb) };
	bool object;

	if (instance_get(&registrar->view, &found.name, &found.value)) {
		variable_put(request->requestvb, &found);
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
	found = (struct varbind){ .name = variable_oid(request->requestvb) };
	after = found.name;
	exact = request->inclusive != 0
		&& instance_get(&registrar->view, &after, &found.value);
	if (exact || instance_next(&registrar->view, &after, &found)) {
		variable_put(request->requestvb, &found);
	}
}

static void refuse(struct registrar *registrar, netsnmp_agent_request_info *info,
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
	struct transaction *transaction = transaction_new(&registrar->view,
		registrar->agent, registrar->control, &registrar->under_way);

	if (transaction == NULL) {
		netsnmp_set_request_error(info, requests, SNMP_ERR_RESOURCEUNAVAILABLE);
		return;
	}
	netsnmp_agent_add_list_data(info,
		netsnmp_create_data_list(TRANSACTION, transaction, transaction_free));
	for (netsnmp_request_info *each = requests; each != NULL; each = each->next) {
		struct varbind wanted;

		variable_take(each->requestvb, &wanted);
		if (!set_reserve(&transaction->set, (size_t)each->index, &wanted)) {
			refuse(registrar, info, requests, &transaction->set.refusal);
			return;
		}
	}
}

/* So that a GET right after the SET reads what was written. */
static void refresh(struct registrar *registrar, struct transaction *transaction)
{
	json_t *answer = transaction_status(transaction);

	/* What was told before the SET must not come after it. */
	subscription_read(&registrar->client->subscription, stream_now_ms());
	if (answer != NULL) {
		core_client_refresh(registrar->client, answer, stream_now_ms());
	} else {
		addresses_make(registrar->agent->addresses,
			&registrar->view.mirror->status, registrar->agent->drafts);
	}
	json_decref(answer);
}

/* flat switch */
static void go_on(struct registrar *registrar, netsnmp_agent_request_info *info,
	netsnmp_request_info *requests)
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
		refuse(registrar, info, requests, &transaction->set.refusal);
	}
}

static int on_request(netsnmp_mib_handler *handler,
	netsnmp_handler_registration *registration, netsnmp_agent_request_info *info,
	netsnmp_request_info *requests)
{
	struct registrar *registrar;

	(void)handler;
	registrar = registration->my_reg_void;
	if (info->mode == MODE_SET_RESERVE1) {
		reserve(registrar, info, requests);
		return SNMP_ERR_NOERROR;
	}
	if (info->mode != MODE_GET && info->mode != MODE_GETNEXT) {
		go_on(registrar, info, requests);
		return SNMP_ERR_NOERROR;
	}
	for (netsnmp_request_info *each = requests; each != NULL; each = each->next) {
		if (each->processed != 0) {
			continue;
		}
		(info->mode == MODE_GET ? get_one : get_next_one)(
			registrar, info, each);
	}
	return SNMP_ERR_NOERROR;
}

bool register_subtree(struct registrar *registrar, const char *context)
{
	oid arcs[VARIABLE_OID_MAX];
	struct oid root = mib_objects_root();
	size_t length = variable_name(&root, arcs);
	netsnmp_handler_registration *registration =
		netsnmp_create_handler_registration(
			"fipd", on_request, arcs, length, HANDLER_CAN_RWRITE);

	if (registration == NULL) {
		return false;
	}
	registration->my_reg_void = registrar;
	if (context[0] != '\0') {
		registration->contextName = strdup(context);
	}
	return netsnmp_register_handler(registration) == MIB_REGISTERED_OK;
}

void register_abort(struct registrar *registrar)
{
	if (registrar->under_way != NULL) {
		transaction_close(registrar->under_way);
	}
}
