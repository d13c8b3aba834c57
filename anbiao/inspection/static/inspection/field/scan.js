// A QR code read by the camera: by the browser where it can, by jsQR elsewhere (many phones sold in China have no reader of their own).
import { h } from "./dom.js";
import { note } from "./parts.js";
import { t } from "./texts.js";

const EVERY = 250;
const LONG_SIDE = 800; // a door sign fills a good part of the picture; more pixels only cost time

export const canScan = () => Boolean(navigator.mediaDevices?.getUserMedia);

// What reads a code out of a video: a function that gives its text, or "" for none.
const reader = async () => {
  const formats = "BarcodeDetector" in globalThis ? await globalThis.BarcodeDetector.getSupportedFormats().catch(() => []) : [];
  if (formats.includes("qr_code")) {
    const detector = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? "";
  }
  await import("../../vendor/jsqr.js"); // it is no module: it hangs its function on the window
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, LONG_SIDE / Math.max(video.videoWidth, video.videoHeight, 1));
    [canvas.width, canvas.height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
    if (!canvas.width || !canvas.height) return "";
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
    return globalThis.jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data ?? "";
  };
};

// Shows the camera in `box` until a code is seen or the reader closes it; calls `found` with the text of the code.
export const scan = async (box, found) => {
  let [stream, read] = [null, null];
  try {
    [stream, read] = await Promise.all([navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }), reader()]);
  } catch {
    box.replaceChildren(note(t("no_camera"), "warn"));
    return;
  }
  const video = h("video.scan", { playsinline: true, "aria-label": t("scan_help") });
  let [isOpen, isReading] = [true, false];
  const close = () => {
    isOpen = false;
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    box.replaceChildren();
  };
  box.replaceChildren(video, h("button.p-btn.p-wide", { type: "button", onclick: close }, t("close_camera")));
  video.muted = true;
  video.srcObject = stream;
  await video.play();
  // On a slow phone one picture may take longer than the pause between two.
  const timer = setInterval(async () => {
    if (!box.isConnected) close();
    if (!isOpen || isReading) return;
    isReading = true;
    const text = await read(video).catch(() => "");
    isReading = false;
    if (!text || !isOpen) return;
    close();
    found(text);
  }, EVERY);
};
