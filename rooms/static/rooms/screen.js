/** What this browser can do with windows and screens, and how it is asked. */

export const can = {
  share: () => Boolean(navigator.mediaDevices?.getDisplayMedia),
  picture: (video) => Boolean(document.pictureInPictureEnabled || video?.webkitSupportsPresentationMode?.("picture-in-picture")),
  full: () => Boolean(document.fullscreenEnabled || document.webkitFullscreenEnabled),
};

/** The video in a window of its own, over other programs; a second time takes it back. */
export async function togglePicture(video) {
  if (document.pictureInPictureElement) {
    await document.exitPictureInPicture();
  } else if (video?.requestPictureInPicture) {
    await video.requestPictureInPicture();
  } else if (video?.webkitSetPresentationMode) {
    // Safari on phones.
    video.webkitSetPresentationMode(video.webkitPresentationMode === "picture-in-picture" ? "inline" : "picture-in-picture");
  }
}

/** The lesson alone on the screen, and back. */
export async function toggleFull(element) {
  if (document.fullscreenElement ?? document.webkitFullscreenElement) {
    await (document.exitFullscreen ?? document.webkitExitFullscreen).call(document);
  } else {
    await (element.requestFullscreen ?? element.webkitRequestFullscreen).call(element);
  }
}
