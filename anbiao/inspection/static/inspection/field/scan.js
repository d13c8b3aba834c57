// A QR code read by the camera, in browsers that can; everywhere else the number is typed.
import { h } from "./dom.js";
import { note } from "./parts.js";
import { t } from "./texts.js";

const EVERY = 250;

export const canScan = () => "BarcodeDetector" in globalThis && Boolean(navigator.mediaDevices?.getUserMedia);

// Shows the camera in `box` until a code is seen or the reader closes it; calls `found` with the text of the code.
export const scan = async (box, found) => {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    box.replaceChildren(note(t("no_camera"), "warn"));
    return;
  }
  const video = h("video.scan", { playsinline: true, "aria-label": t("scan_help") });
  const detector = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
  const close = () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    box.replaceChildren();
  };
  box.replaceChildren(video, h("button.p-btn.p-wide", { type: "button", onclick: close }, t("close_camera")));
  video.muted = true;
  video.srcObject = stream;
  await video.play();
  const timer = setInterval(async () => {
    if (!box.isConnected) close();
    const [code] = await detector.detect(video).catch(() => []);
    if (!code) return;
    close();
    found(code.rawValue);
  }, EVERY);
};
