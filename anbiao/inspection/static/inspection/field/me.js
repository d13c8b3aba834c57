// Who works on this device: the last account that was signed in here, so that it opens without a network; and the form token, which
// goes with a session and is never kept.
import { answered } from "./asking.js";

const KEY = "anbiao-field-me";
const FIRST_ANSWER = 2_500; // nobody waits longer than this for a network that is only said to be there

let token = "";
export const tokenNow = () => token;
// Another answer of the server brought a newer one for the same account.
export const renew = (given) => {
  token = given;
};

export const last = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
};
const remember = ({ account, person, language, theme }) => {
  try {
    localStorage.setItem(KEY, JSON.stringify({ account, person, language, theme }));
  } catch {
    // A full device opens as whoever it knows; nothing else is lost.
  }
};
// Nobody works here any more; called when somebody logs out.
export const forget = () => localStorage.removeItem(KEY);

// Who is signed in, by the server: null when it says nobody, throws when it says nothing in time.
export const ask = async (address, timeout) => {
  const { ok, status, isSignIn, data } = await answered(address, { headers: { Accept: "application/json" } }, timeout);
  if (isSignIn) return null;
  if (!ok || !data) throw new Error(String(status));
  ({ token } = data);
  remember(data);
  return data;
};

// Whom the screens open for: { me, fresh }; `me` null: nobody is signed in, and a network is there to do it.
export const here = async (address) => {
  const known = last();
  if (known && !navigator.onLine) return { me: known, fresh: false };
  try {
    return { me: await ask(address, known ? FIRST_ANSWER : undefined), fresh: true };
  } catch (problem) {
    if (!known) throw problem;
    return { me: known, fresh: false };
  }
};

// The page itself is nobody's: it takes the language and the look of whoever opened it.
export const dress = ({ language, theme }) => {
  const { documentElement: page } = document;
  page.lang = language === "en" ? "en" : "zh-CN";
  page.dataset.theme = theme || "auto";
  const dark = document.querySelector('link[rel="stylesheet"][href*="/dark."]');
  if (dark) dark.media = { dark: "screen", light: "not all" }[theme] ?? "screen and (prefers-color-scheme: dark)";
};
