/*
 * confine - what a program gives up for good before it meets the network.
 *
 * Started by its unit a program has a user and capabilities of its own already. Started
 * by root in another way it takes that user here, with the limits that the unit sets,
 * and keeps the capabilities that it needs.  One table has what each program needs;
 * which system calls it may make stands in call_filter.h.
 */
#ifndef FIPD_CONFINE_CONFINE_H
#define FIPD_CONFINE_CONFINE_H

enum confine_program {
	CONFINE_FIPD,
	CONFINE_FENCE,
	CONFINE_AGENTX,
	CONFINE_WEB,
	CONFINE_PROGRAMS,
};

struct confine_wish {
	enum confine_program program;
	const char *user;   /* as written; NULL: the program's own, if there is one */
	const char *state;  /* the folder in which it keeps its files; NULL: none */
	const char *socket; /* the path of a socket whose folder it needs; NULL: none */
};

/* What is to be told, "" for nothing: why it failed, or why the program stays root. */
struct confine_words {
	char text[320];
};

/*
 * Where root has started this process, which has one thread yet, become the user of the
 * wish; its folders, where they are fipd's alone and still root's, are given to him.
 * Where the program's own user does not exist, or `root` is written, it stays root.
 * Whoever is not root stays who he is.  0, or an exit code of <sysexits.h> with words.
 */
int confine_take_user(const struct confine_wish *wish, struct confine_words *words);

/* Give up every capability but those of a program.  0 or -errno. */
int confine_keep_capabilities(enum confine_program program);

#endif
