// What a page shows: its width, and every visible text that is too small or too faint.
const faults = [];
const parse = colour => {
  const parts = (colour.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
  return { rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1 };
};
const over = (top, below) => top.rgb.map((part, at) => part * top.alpha + below[at] * (1 - top.alpha));
const ground = element => {
  const layers = [];
  for (let at = element; at; at = at.parentElement) {
    const colour = parse(getComputedStyle(at).backgroundColor);
    if (colour.alpha > 0) layers.push(colour);
    if (colour.alpha === 1) break;
  }
  const dark = matchMedia('(prefers-color-scheme: dark)').matches && getComputedStyle(document.documentElement).colorScheme.includes('dark');
  return layers.reduceRight((below, layer) => over(layer, below), dark ? [18, 18, 18] : [255, 255, 255]);
};
const light = rgb => {
  const [r, g, b] = rgb.map(part => { const x = part / 255; return x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4; });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one, other) => { const [a, b] = [light(one), light(other)].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
let seen = 0;
while (texts.nextNode()) {
  const node = texts.currentNode, element = node.parentElement, words = node.textContent.trim();
  if (!words || element.closest('script, style, noscript, title, [hidden]') || element.disabled) continue;
  if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  const box = range.getBoundingClientRect();
  if (box.width < 2 || box.height < 2) continue;
  const style = getComputedStyle(element), hidden = element.closest('.sr');
  if (hidden) continue;
  seen += 1;
  const below = ground(element), ink = parse(element instanceof SVGElement ? style.fill : style.color);
  const ratio = contrast(over(ink, below), below), size = parseFloat(style.fontSize);
  const short = words.slice(0, 40);
  if (ratio < 4.5) faults.push(`contrast ${ratio.toFixed(2)}: ${short}`);
  if (size < 11 && !(element instanceof SVGElement)) faults.push(`${size} px: ${short}`);
}
const wide = document.documentElement.scrollWidth;
if (wide > innerWidth) faults.push(`${wide} px wide in a window of ${innerWidth}`);
for (const picture of document.images) if (!picture.alt && picture.getAttribute('role') !== 'presentation' && !picture.hasAttribute('alt')) faults.push(`a picture without words: ${picture.src}`);
return { seen, faults };
