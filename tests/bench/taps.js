// Checks people in at the door by their houses, one after the other; gives the milliseconds from each tap to its saved row.
async (houses) => {
  const field = document.querySelector('input[type=search]');
  const list = document.querySelector('.found ul');
  const until = (true_) =>
    new Promise((resolve) => {
      const look = () => (true_() ? (seen.disconnect(), resolve()) : undefined);
      const seen = new MutationObserver(look);
      seen.observe(document.querySelector('.found'), { subtree: true, childList: true, characterData: true, attributes: true });
      look();
    });
  const taken = [];
  for (const house of houses) {
    field.value = house;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    const row = () => [...list.children].find((one) => one.innerText.includes(`${house} `));
    await until(() => row()?.querySelector('button.come'));
    const tapped = performance.now();
    row().querySelector('button.come').click();
    await until(() => row()?.classList.contains('here'));
    taken.push(performance.now() - tapped);
    await new Promise((resolve) => setTimeout(resolve, 30)); // nobody taps faster than the next frame
  }
  return taken;
};
