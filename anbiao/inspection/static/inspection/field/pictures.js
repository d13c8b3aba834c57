// Small pictures of the server's photos, so that a hazard can be seen without a network: the ones that its page shows, of the hazards that
// came down, as many as there is room for. They lie sealed like every copy.
import { copyOf, keepCopy, read } from "./api.js";
import { base64 } from "./vault.js";

const MOST = 200;
const ROOM = 6 * 1024 * 1024;
const SMALL = "image/jpeg"; // a photo whose copies are still being made answers with a sign

const nameOf = (id) => `small picture ${id}`;

// The last photo before and the last after: the page of a hazard shows these two.
export const shownOf = ({ before, after }) =>
  [before, after].map((photos) => photos.filter(({ state }) => state === "ready").at(-1)?.id).filter(Boolean);

export const ofPhoto = async (account, id) => (await copyOf(account, nameOf(id)))?.data ?? null;

// Brings what is wanted and not here, takes away what nobody wants any more. `have` (id → bytes) is changed as it goes; a full device ends it.
export const comeDown = async (account, address, wanted, have) => {
  const few = new Set(wanted.slice(0, MOST));
  for (const id of Object.keys(have)) {
    if (few.has(id)) continue;
    await keepCopy(account, nameOf(id), null);
    delete have[id];
  }
  let size = Object.values(have).reduce((sum, each) => sum + each, 0);
  for (const id of few) {
    if (have[id]) continue;
    const picture = await fetched(address(id));
    if (!picture) continue;
    size += picture.size;
    if (size > ROOM) return;
    try {
      await keepCopy(account, nameOf(id), `data:${SMALL};base64,${base64(await picture.arrayBuffer())}`);
    } catch (problem) {
      if (problem?.name === "QuotaExceededError") return;
      throw problem;
    }
    have[id] = picture.size;
  }
};
const fetched = async (address) => {
  try {
    const picture = await read(address);
    return picture instanceof Blob && picture.type === SMALL ? picture : null;
  } catch (problem) {
    if (problem.kind !== "gone" && problem.kind !== "wrong") throw problem;
    return null;
  }
};
