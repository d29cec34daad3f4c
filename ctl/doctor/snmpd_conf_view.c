#include <string.h>

#include "doctor/snmpd_conf.h"

/* Whether every arc of a prefix begins a subtree. */
static bool begins(const struct subtree *subtree, const struct subtree *prefix)
{
	return prefix->count <= subtree->count
	       && memcmp(prefix->arcs, subtree->arcs,
			  prefix->count * sizeof(prefix->arcs[0]))
			  == 0;
}

/* RFC 3415, 4: of the lines of a view that contain it the longest decides. */
static bool view_shows(
	const struct snmpdconf *conf, const char *name, const struct subtree *subtree)
{
	const struct snmpdconf_view *longest = NULL;

	for (size_t i = 0; i < conf->view_count; i++) {
		const struct snmpdconf_view *view = &conf->views[i];

		if (strcmp(view->name, name) != 0) {
			continue;
		}
		if (view->included && begins(&view->subtree, subtree)) {
			return true;
		}
		if (begins(subtree, &view->subtree)
			&& (longest == NULL
				|| view->subtree.count >= longest->subtree.count)) {
			longest = view;
		}
	}
	return longest != NULL && longest->included;
}

bool snmpdconf_shows(const struct snmpdconf *conf, const struct snmpdconf_grant *grant,
	const struct subtree *subtree)
{
	if (grant->view[0] == '\0') {
		return begins(subtree, &grant->subtree)
		       || begins(&grant->subtree, subtree);
	}
	return strcmp(grant->view, "_all_") == 0
	       || view_shows(conf, grant->view, subtree);
}
