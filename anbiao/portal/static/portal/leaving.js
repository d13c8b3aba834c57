// Signing out with field work that has not been sent: first to where it can be sent or copied. This needs no key: phase and account are readable.
const STORE = "anbiao-field";

const drafts = () =>
  new Promise((done) => {
    const asked = indexedDB.open(STORE);
    asked.onerror = () => done([]);
    asked.onupgradeneeded = () => asked.transaction.abort(); // it was not there: nothing is made by asking
    asked.onsuccess = () => {
      const db = asked.result;
      const all = db.transaction("drafts").objectStore("drafts").getAll();
      all.onsuccess = () => {
        db.close();
        done(all.result);
      };
      all.onerror = () => done([]);
    };
  });

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const { account, field } = form.dataset;
  if (!account || !field) return;
  event.preventDefault();
  const waiting = await drafts().catch(() => []);
  if (waiting.some((each) => each.account === account && each.phase !== "sent")) location.assign(`${field}#/device`);
  else form.submit();
});
