// Which of the devices is this one: only the browser itself knows.
import { vaultOf } from "./field/store.js";

const rows = document.querySelector("tbody[data-account]");
const vault = rows && (await vaultOf(rows.dataset.account).catch(() => null));
const mine = vault && rows.querySelector(`[data-device="${vault.device}"]`);
if (mine) mine.hidden = false;
