#include "http/shared_text.h"

#include <event2/buffer.h>
#include <stdlib.h>

struct view *view_make(char *text, size_t length_bytes)
{
	struct view *view = text == NULL ? NULL : malloc(sizeof(*view));

	if (view == NULL) {
		free(text);
		return NULL;
	}
	*view = (struct view){ text, length_bytes, 1 };
	return view;
}

void view_release(struct view *view)
{
	if (view != NULL && --view->holders == 0) {
		free(view->text);
		free(view);
	}
}

static void on_sent(const void *text, size_t length_bytes, void *context)
{
	(void)text;
	(void)length_bytes;
	view_release(context);
}

void view_put(struct view *view, struct evbuffer *buffer)
{
	view->holders++;
	if (evbuffer_add_reference(
		    buffer, view->text, view->length_bytes, on_sent, view)
		!= 0) {
		view_release(view);
	}
}
