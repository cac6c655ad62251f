// Owns an effect outside any component, for the test of the bridge to Svelte.
export function watch(read: () => void): () => void {
  return $effect.root(() => {
    $effect(read);
  });
}
