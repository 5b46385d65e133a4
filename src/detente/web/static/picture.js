// A drawing that stands alone, as a picture to take away: the server has it as SVG, the browser makes a PNG.
"use strict";
(() => {
  const SCALE = 2;

  const picture = async (link) => {
    const image = new Image();
    image.src = link.href;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * SCALE;
    canvas.height = image.naturalHeight * SCALE;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    const save = document.createElement("a");
    save.href = URL.createObjectURL(blob);
    // ".../pairs/KOR-CHN/chart.svg" is KOR-CHN.png, ".../region.svg" is region.png
    save.download = `${new URL(link.href).pathname.replace(/(\/chart)?\.svg$/, "").split("/").pop()}.png`;
    save.click();
    setTimeout(() => URL.revokeObjectURL(save.href), 1000);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.png");
    if (!link) return;
    event.preventDefault();
    picture(link).catch(() => location.assign(link.href));
  });

  // Without scripts there is none; other scripts swap parts of the page, and the link with them.
  const reveal = () => {
    for (const link of document.querySelectorAll("a.png[hidden]")) link.hidden = false;
  };
  reveal();
  new MutationObserver(reveal).observe(document.querySelector("main"), { childList: true, subtree: true });
})();
