// Measures a screen as it stands and tells its faults, each in words; an empty list is a good screen.
// `target` is the smallest height of what is pressed, in px; `inline` that of a link within a line of text.
({ target, inline }) => {
  const faults = [];
  const say = (what, element) => faults.push(`${what}: <${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${(element.getAttribute('aria-label') ?? element.innerText ?? '').trim().slice(0, 60)}`);
  const visible = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 1 && !element.closest('.hide');

  if (!/^"?Sarabun/.test(getComputedStyle(document.body).fontFamily)) faults.push('the letters are not Sarabun');
  if (document.documentElement.scrollWidth > innerWidth) faults.push(`goes ${document.documentElement.scrollWidth - innerWidth} px beyond the side`);

  for (const element of document.querySelectorAll('a[href], button, input, select, textarea, summary')) {
    if (!visible(element)) continue;
    const pressed = element.matches('[type=checkbox], [type=radio]') ? (element.closest('label') ?? element) : element;
    const within = element.matches('a') && getComputedStyle(element).display === 'inline';
    const { height } = pressed.getBoundingClientRect();
    if (height + 0.5 < (within ? inline : target)) say(`only ${Math.round(height)} px high`, element);
  }

  for (const element of document.querySelectorAll('body *')) {
    if (!visible(element) || !element.innerText?.trim() || element.matches('textarea, select, option')) continue;
    const { overflowX, overflowY } = getComputedStyle(element);
    const [cutX, cutY] = [overflowX, overflowY].map((one) => one === 'hidden' || one === 'clip');
    const framed = element.matches('button, .btn, label');
    if ((cutY || framed) && element.scrollHeight > element.clientHeight + 1) say(`text is cut by ${element.scrollHeight - element.clientHeight} px`, element);
    if ((cutX || framed) && element.scrollWidth > element.clientWidth + 1) say(`text is cut at the side by ${element.scrollWidth - element.clientWidth} px`, element);
  }

  for (const element of document.querySelectorAll('.phone .act :is(.btn, input), .phone .ask :is(.btn, input)')) {
    const { top, bottom } = element.getBoundingClientRect();
    if (top < innerHeight / 2) say('pressed above the thumb', element);
    if (bottom > innerHeight) say('pressed below the screen', element);
  }
  return faults;
};
