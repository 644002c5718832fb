// Evaluates to what a person would complain about on the page as it is shown, one sentence each, at most twenty.
(() => {
  const complaints = [];
  const shown = element => element.checkVisibility({checkOpacity: true, checkVisibilityCSS: true});
  const name = element => {
    const text = (element.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `<${element.tagName.toLowerCase()}${element.className && element.className.baseVal === undefined ? "." + element.className : ""}> "${text}"`;
  };

  // Nothing sticks out of the window, except within a box that scrolls by itself.
  const scrolls = element => {
    for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
      if (/auto|scroll|hidden/.test(getComputedStyle(up).overflowX)) return true;
    }
    return false;
  };
  if (document.documentElement.scrollWidth > innerWidth) {
    complaints.push(`the page is ${document.documentElement.scrollWidth} wide in a window of ${innerWidth}`);
  }
  for (const element of document.body.querySelectorAll("*:not(svg *)")) {
    const box = element.getBoundingClientRect();
    if (box.width > 0 && box.right > innerWidth + 0.5 && shown(element) && !scrolls(element)) {
      complaints.push(`${name(element)} ends at ${Math.round(box.right)} in a window of ${innerWidth}`);
    }
  }

  // Contrast of text with what is behind it: at least 4.5 to 1 (WCAG 2, level AA).
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgba = color => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const luminance = color => {
    const [r, g, b] = [0, 1, 2].map(i => color[i] / 255).map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const blend = (over, below, alpha) => [0, 1, 2].map(i => alpha * over[i] + (1 - alpha) * below[i]);
  const chain = element => (element ? [...chain(element.parentElement), element] : []);
  // The colour of a pixel: backgrounds from the page up, each over what is below it, then the ink; opacity fades a whole branch.
  const pixel = ([element, ...inner], below, ink) => {
    const style = getComputedStyle(element);
    const paper = rgba(style.backgroundColor);
    const own = blend(paper, below, paper[3] / 255);
    const content = inner.length ? pixel(inner, own, ink) : ink ? blend(ink, own, ink[3] / 255) : own;
    return blend(content, below, Number(style.opacity));
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const seen = new Set();
  const demand = (element, color, what) => {
    const elements = chain(element);
    const background = pixel(elements, [255, 255, 255], null);
    const text = pixel(elements, [255, 255, 255], rgba(color));
    const key = [...text, ...background].join();
    if (seen.has(key)) return;
    seen.add(key);
    const ratio = contrast(text, background);
    if (ratio < 4.5) complaints.push(`${what} has a contrast of ${ratio.toFixed(2)}`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() && !element.closest("svg, script, style") && shown(element)) {
      demand(element, getComputedStyle(element).color, name(element));
    }
  }

  // Drawings: labels (elements of class "label", and text) within the drawing, none on another, and readable.
  for (const svg of document.querySelectorAll("svg")) {
    if (!shown(svg)) continue;
    const what = svg.getAttribute("aria-label") || "a drawing";
    const frame = svg.getBoundingClientRect();
    const labels = [...svg.querySelectorAll("text, .label")].filter(label => label.getBoundingClientRect().width > 0);
    const boxes = labels.map(label => label.getBoundingClientRect());
    labels.forEach((label, i) => {
      demand(svg, getComputedStyle(label).fill, `a label of ${what}`);
      const box = boxes[i];
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) {
        complaints.push(`${what}: a label is cut off at ${Math.round(box.left - frame.left)}, ${Math.round(box.top - frame.top)}`);
      }
      for (let j = 0; j < i; j++) {
        const wide = Math.min(box.right, boxes[j].right) - Math.max(box.left, boxes[j].left);
        const high = Math.min(box.bottom, boxes[j].bottom) - Math.max(box.top, boxes[j].top);
        if (wide > 1 && high > 1) {
          complaints.push(`${what}: two labels overlap at ${Math.round(box.left - frame.left)}, ${Math.round(box.top - frame.top)}`);
        }
      }
    });
  }
  return complaints.slice(0, 20);
})()
