/*
 * wording - what the settings screens say beside the words that they share with the
 * status page; the labels of the fields are those of messages.js.
 *
 * texts: as there; {name} is replaced by a value.
 */

import { MESSAGES } from "./messages.js";

const EN = {
	/* labels */
	peerRealIp: "Peer's real IP",
	roleActive: "active",
	roleStandby: "standby",
	unit: "s",
	fipsHint: "One on each line: 192.168.0.100/24 or 192.168.0.100/255.255.255.0.",
	networksHint: "One on each line: 10.0.0.0/8 or 10.0.0.0/255.0.0.0.",
	check: "Check",
	apply: "Apply",
	back: "Back",
	plan: "What this change does",
	title: "{node} – settings",
	fromTo: "{before} → {after}",
	nothing: "none",
	/* what has become of it */
	isSame: "This is what is in force: nothing is changed.",
	inForce: "The change is in force and kept.",
	isRefused: "Not possible:",
	noAnswer: "fipd gives no answer.",
	unsure: "Whether the change is in force is not known: open the page again to see.",
	hasEnded: "fipctl page does not answer: it has ended. Start it again.",
	isClosed: "This page is closed: another browser opened it, or fipctl page was started again.",
	ownSettings: "Nothing is shared: the peer has settings of its own.",
	/* effects */
	whileOff: "Redundancy is off: no F-IP moves by this.",
	turnsOn: "This node takes part in the failover from now on.",
	turnsOff: "This node takes no part in the failover any more.",
	givesUp: "This node gives up the F-IPs; the peer takes them, if it can.",
	isPreferred: "This node is the preferred one: the F-IPs come here by failback ({failback}).",
	isNotPreferred: "The peer is the preferred one: this node takes the F-IPs when it fails.",
	needsOtherRole: "The peer needs the other role; until then both nodes tell a contradiction.",
	followsPeer: "Heartbeats go to {after}, and only its own count.",
	needsSamePort: "The peer needs the same port; until then the nodes do not hear each other.",
	detects: "Detection here takes {after} instead of {before}; the longer of both nodes counts.",
	needsSame: "Set the same on the peer; until then the nodes tell that they differ.",
	movesFips: "This node holds the F-IPs and serves the new list at once; an address that is not in it any more is lost to its clients.",
	listsFips: "This node serves the new list when it takes the F-IPs.",
	scriptChanges: "Browsers have the new script when they ask for it again, as at their start.",
	scriptIsOff: "No script is served: the setting pac is off.",
};

const JA = {
	peerRealIp: "相手サーバーの実IPアドレス",
	roleActive: "稼働系",
	roleStandby: "待機系",
	unit: "秒",
	fipsHint: "1 行に 1 つ: 192.168.0.100/24 または 192.168.0.100/255.255.255.0",
	networksHint: "1 行に 1 つ: 10.0.0.0/8 または 10.0.0.0/255.0.0.0",
	check: "確認",
	apply: "設定",
	back: "戻る",
	plan: "変更の内容",
	title: "{node} – 設定",
	fromTo: "{before} → {after}",
	nothing: "なし",
	isSame: "現在の設定と同じです。変更はありません。",
	inForce: "設定しました。",
	isRefused: "設定できません:",
	noAnswer: "fipd が応答しません。",
	unsure: "設定されたかどうか不明です。ページを開き直して確認してください。",
	hasEnded: "fipctl page が応答しません。終了しています。もう一度実行してください。",
	isClosed: "このページは使用できません。別のブラウザで開かれたか、fipctl page が再実行されました。",
	ownSettings: "設定は共有されません。相手サーバーでも設定してください。",
	whileOff: "システム冗長化をしないため、F-IP は移動しません。",
	turnsOn: "本サーバーはフェイルオーバーに参加します。",
	turnsOff: "本サーバーはフェイルオーバーに参加しなくなります。",
	givesUp: "本サーバーは F-IP を解放します。可能であれば相手サーバーが取得します。",
	isPreferred: "本サーバーが稼働系になります。F-IP はフェイルバック ({failback}) で本サーバーに移ります。",
	isNotPreferred: "相手サーバーが稼働系になります。本サーバーは相手サーバーの障害時に F-IP を取得します。",
	needsOtherRole: "相手サーバーの種別も変更してください。それまで両サーバーの設定が矛盾します。",
	followsPeer: "ハートビートの相手は {after} だけになります。",
	needsSamePort: "相手サーバーにも同じ番号を設定してください。それまで通信異常になります。",
	detects: "本サーバーの検出時間は {before}から{after}になります。両サーバーの長い方が有効です。",
	needsSame: "相手サーバーにも同じ値を設定してください。それまで両サーバーの設定が異なります。",
	movesFips: "本サーバーが保持している F-IP に直ちに反映されます。一覧にないアドレスは使用できなくなります。",
	listsFips: "本サーバーが F-IP を取得するときから、新しい一覧が使用されます。",
	scriptChanges: "ブラウザは、起動時など次にスクリプトを読み込むときから新しい内容を使用します。",
	scriptIsOff: "スクリプトは配信されていません (pac が off です)。",
};

Object.assign(MESSAGES.en.texts, EN);
Object.assign(MESSAGES.ja.texts, JA);
