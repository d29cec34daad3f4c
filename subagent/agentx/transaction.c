#include "agentx/transaction.h"

#include <errno.h>
#include <stdlib.h>

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

struct transaction *transaction_new(const struct view *view, struct agent *agent,
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

void transaction_close(struct transaction *transaction)
{
	client_close(transaction->client);
	transaction->client = NULL;
}

json_t *transaction_status(struct transaction *transaction)
{
	json_t *answer = NULL;

	if (transaction->client == NULL) {
		return NULL;
	}
	ask(transaction, json_pack("{s:s}", "op", "status"), SET_PREPARE_MS, &answer);
	return answer;
}

void transaction_free(void *transaction)
{
	struct transaction *ended = transaction;

	transaction_close(ended);
	if (*ended->owner == ended) {
		*ended->owner = NULL;
	}
	free(ended);
}
