"""original - the words of the system that fipd re-creates, and what the English page says there.

The Japanese column is that system's manual, letter for letter; a fact of which the manual gives
only the label has the value of tests/web/example.py.
"""

# What stands at a place of the page: while all is well, and while the peer is silent.
WELL = {
    "main > h2": ("現在のシステム運用状況", "Current system operation"),
    "#own-title": ("本サーバー", "This node"),
    "#peer-title": ("相手サーバー", "Peer"),
    "#own-role": ("稼働系として運用中です。", "Operating as active"),
    "#peer-role": ("待機系として運用中です。", "Operating as standby"),
    "#pace": ("約10秒毎に更新します。", "refreshed about every 10 s"),
    "#settings-title": ("システム冗長化設定", "Redundancy settings"),
    "#pac-title": ("プロキシサーバ自動構成ファイル", "Proxy auto-configuration (PAC)"),
}
LOST = {
    "#own-role": ("稼働系として運用中です。", "Operating as active"),
    "#peer-role": ("通信異常", "COMMUNICATION ERROR"),
}
FRESH = ("2008/09/29 13:38:19現在の使用状況", "As of 2008-09-29 13:38:19")

# The facts of a list: label and value, in the order in which they stand.
FACTS = {
    "own-facts": (
        [("本サーバー種別", "稼働系"), ("実IPアドレス", "192.168.0.1")],
        [("Configured role", "active (preferred)"), ("Real IP", "192.168.0.1")]),
    "peer-facts": ([("実IPアドレス", "192.168.0.2")], [("Real IP", "192.168.0.2")]),
    "settings": (
        [("システム冗長化", "する"), ("監視間隔", "2秒"), ("監視回数", "5"),
            ("監視用ポート番号", "UDP 7900")],
        [("Redundancy", "on"), ("Monitor interval", "2 s"), ("Monitor count", "5"),
            ("Monitor port", "UDP 7900")]),
    "pac": (
        [("本プロキシサーバのホスト名", "192.168.0.1"), ("本プロキシサーバのポート番号", "8080"),
            ("負荷分散対象サーバのホスト名", "192.168.0.2"),
            ("負荷分散対象サーバのポート番号", "8080"),
            ("直接接続するネットワーク", "127.0.0.0/8")],
        [("This proxy's host name", "192.168.0.1"), ("This proxy's port", "8080"),
            ("The other proxy's host name", "192.168.0.2"), ("The other proxy's port", "8080"),
            ("Networks reached directly", "127.0.0.0/8")]),
}
SHARE = ("スクリプトによるプロキシサーバへの負荷分散を実施", "Load shared by the script")
SWITCH = (("する", "しない"), ("on", "off"))

# The settings screens of fipctl page: the title of each, and its labels in their order.
SCREENS = {
    "redundancy-screen": (("システム冗長化設定", "Redundancy settings"), [
        ("システム冗長化", "Redundancy"), ("本サーバー種別", "Configured role"),
        ("相手サーバーの実IPアドレス", "Peer's real IP"), ("監視用ポート番号", "Monitor port"),
        ("監視間隔", "Monitor interval"), ("監視回数", "Monitor count")]),
    "interface-screen": (("インタフェース", "Interface"), [("F-IP", "F-IPs")]),
    "pac-screen": (("プロキシサーバ自動構成ファイル", "Proxy auto-configuration (PAC)"), [
        ("本プロキシサーバのホスト名", "This proxy's host name"),
        ("本プロキシサーバのポート番号", "This proxy's port"),
        ("直接接続するネットワーク", "Networks reached directly"),
        ("スクリプトによるプロキシサーバへの負荷分散を実施", "Load shared by the script"),
        ("負荷分散対象サーバのホスト名", "The other proxy's host name"),
        ("負荷分散対象サーバのポート番号", "The other proxy's port")]),
}
ROLES = (("稼働系", "待機系"), ("active", "standby"))
