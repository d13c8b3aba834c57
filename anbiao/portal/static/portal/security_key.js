// A security key or passkey: the browser asks it what the page asks, and its answer goes with the form. Without a form of this kind nothing happens.
const form = document.querySelector("form[data-security-key]");

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  buffer ? btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "") : null;
const listed = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

// Not every browser on phones reads these questions as JSON by itself.
async function create(asked) {
  const key = await navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: listed(asked.excludeCredentials),
    },
  });
  return told(key, { attestationObject: text(key.response.attestationObject) });
}

async function prove(asked) {
  const key = await navigator.credentials.get({
    publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: listed(asked.allowCredentials) },
  });
  const { authenticatorData, signature, userHandle } = key.response;
  return told(key, { authenticatorData: text(authenticatorData), signature: text(signature), userHandle: text(userHandle) });
}

const told = (key, response) => ({
  id: key.id,
  rawId: text(key.rawId),
  type: key.type,
  clientExtensionResults: key.getClientExtensionResults(),
  response: { clientDataJSON: text(key.response.clientDataJSON), ...response },
});

// The page has a sentence for each way in which it fails; the one without a name is for all others.
function say(name) {
  const sentences = [...form.querySelectorAll("[data-when]")];
  const fitting = sentences.find((each) => each.dataset.when === name) || sentences.find((each) => !each.dataset.when);
  for (const each of sentences) each.hidden = each !== fitting;
}

if (form && !window.PublicKeyCredential) say("unknown");
else if (form)
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const asked = JSON.parse(document.getElementById("security-key").textContent).publicKey;
      const answer = await (form.dataset.securityKey === "create" ? create(asked) : prove(asked));
      form.credential.value = JSON.stringify(answer);
      form.submit();
    } catch (wrong) {
      say(wrong.name);
    }
  });
