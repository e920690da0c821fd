// The page of a poster: opened to be printed, so the browser asks at once.
addEventListener("load", () => print());
