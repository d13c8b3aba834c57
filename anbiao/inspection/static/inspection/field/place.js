// Where the device is, when its person lets it say so. Degrees WGS-84, rounded to about ten centimetres.
const OPTIONS = { enableHighAccuracy: true, maximumAge: 60_000, timeout: 10_000 };
const rounded = ({ coords }) => ({ longitude: +coords.longitude.toFixed(6), latitude: +coords.latitude.toFixed(6) });

export const canAsk = () => Boolean(navigator.geolocation) && isSecureContext;

// The position, or null when it is refused, not to be had, or late. Asks the person the first time.
export const here = () =>
  canAsk()
    ? new Promise((done) => {
        navigator.geolocation.getCurrentPosition((at) => done(rounded(at)), () => done(null), OPTIONS);
      })
    : Promise.resolve(null);

// The same, but only where the person has agreed before: no question comes up.
export const hereIfAgreed = async () => {
  const agreed = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  return agreed?.state === "granted" ? here() : null;
};
export const mayAsk = async () => {
  const agreed = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  return canAsk() && agreed?.state !== "denied";
};

const RADIUS = 6_371_009;
const radians = (degrees) => (degrees * Math.PI) / 180;
// Metres from a place to a unit; null where either is not known.
export const metresTo = (from, unit) => {
  if (!from || typeof unit.longitude !== "number" || typeof unit.latitude !== "number") return null;
  const [x1, y1, x2, y2] = [from.longitude, from.latitude, unit.longitude, unit.latitude].map(radians);
  const half = Math.sin((y2 - y1) / 2) ** 2 + Math.cos(y1) * Math.cos(y2) * Math.sin((x2 - x1) / 2) ** 2;
  return 2 * RADIUS * Math.asin(Math.sqrt(half));
};
