/*
 * fipd-web - serves the proxy auto-configuration script on the F-IPs, and the status
 * page.
 */
#include "web/asset.h"

int main(void)
{
	return asset_find("index.html") == NULL;
}
