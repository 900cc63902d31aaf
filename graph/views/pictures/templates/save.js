"use strict";
// Gives a picture (a data: address) to the reader as a file named after its title.
window.saveImage = function (address, title) {
  const link = document.createElement("a");
  link.download = title.replace(/[\\/:*?"<>|]/g, "_") + ".png";
  link.setAttribute("href", address);
  document.body.append(link);
  link.click();
  link.remove();
};
