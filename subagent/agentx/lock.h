/*
 * lock - sees to it that one fipd-agentx serves one SNMP context.
 *
 * Two would register the same subtree; snmpd refuses the second, which then sits there
 * and answers nothing, also after the first has died.
 */
#ifndef FIPD_AGENTX_LOCK_H
#define FIPD_AGENTX_LOCK_H

/*
 * Take the lock for the rest of the process's life.  0, or -errno: -EWOULDBLOCK if
 * another process has it.
 */
int lock_take(const char *path);

#endif
