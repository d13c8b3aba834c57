// One request to the server and its answer in words, or an error when none comes in time. Where it would lead to the sign-in page it does
// not go there: `isSignIn`.
const LONGEST = 15_000;

export const answered = async (path, options = {}, timeout = LONGEST) => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeout);
  try {
    const answer = await fetch(path, { credentials: "same-origin", redirect: "manual", signal: stop.signal, ...options });
    const isSignIn = answer.type === "opaqueredirect" || answer.status === 401;
    return { ok: answer.ok, status: answer.status, isSignIn, data: isSignIn ? null : await bodyOf(answer) };
  } finally {
    clearTimeout(timer);
  }
};
// JSON, a file or a picture as it is, or null for what is neither.
const FILE = /^(application\/octet-stream|image\/)/;
const bodyOf = async (answer) => {
  if (FILE.test(answer.headers.get("Content-Type") ?? "")) return answer.blob();
  return answer.json().catch((problem) => {
    if (problem.name === "SyntaxError") return null;
    throw problem; // cut off in the middle: no answer
  });
};
