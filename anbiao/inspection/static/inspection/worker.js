// The service worker of the field screens. The server writes SHIPPED above: the version, the addresses of everything that belongs to
// it, and where the page is kept. One cache holds one version: a page never meets modules or texts of another.
const PREFIX = "field-";
const OWN = PREFIX + SHIPPED.version;
const ANY = { ignoreVary: true }; // Django's answers vary by cookie and language; what is kept here is nobody's

self.addEventListener("install", (event) => event.waitUntil(fetchAll()));

const fetchAll = async () => {
  const cache = await caches.open(OWN);
  await Promise.all(SHIPPED.assets.map(async (address) => {
    // A name that carries its hash means the same bytes in every version: an update fetches only what changed.
    const known = await caches.match(address, ANY);
    await cache.put(address, known ?? (await fetched(address)));
  }));
  for (const address of [SHIPPED.shell, ...SHIPPED.texts]) {
    const answer = await fetched(address);
    // While the server itself is being updated, its processes may not agree yet: then this waits for the next try.
    if (!(await answer.clone().text()).includes(SHIPPED.version)) throw new Error("another version");
    await cache.put(address, answer);
  }
};
const fetched = async (address) => {
  const answer = await fetch(address, { cache: "no-cache" });
  if (!answer.ok || answer.redirected) throw new Error(`${answer.status} ${address}`);
  return answer;
};

self.addEventListener("activate", (event) => event.waitUntil(begin()));

// The version before stays as long as one of its pages may be open in another tab; those before it go.
const begin = async () => {
  const kept = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== OWN);
  await Promise.all(kept.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
};

// A page says when it is safe to take this version.
self.addEventListener("message", ({ data }) => {
  if (data === "take") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  const isPage = request.mode === "navigate" && address.pathname === SHIPPED.page;
  if (isPage) event.respondWith(own(SHIPPED.shell, request));
  else if (SHIPPED.texts.includes(address.pathname)) event.respondWith(own(address.pathname, request));
  else if (address.pathname.startsWith(SHIPPED.files)) event.respondWith(kept(address.pathname, request));
});

const own = async (path, request) => (await (await caches.open(OWN)).match(path, ANY)) ?? fetch(request);
// Also what only the version before named: a page of it may still ask.
const kept = async (path, request) => (await (await caches.open(OWN)).match(path, ANY)) ?? (await caches.match(path, ANY)) ?? fetch(request);
