// For tests alone: shows a room over a store in memory, and looks at it with axe.
import { render } from '@testing-library/svelte';
import axe from 'axe-core';
import type { Component } from 'svelte';
import { live } from '../../store/live.svelte';
import { contextOf } from '../context.svelte';
import type { FakeStore } from './store';

export function show<P extends Record<string, unknown>>(room: Component<P>, store: FakeStore, props: P) {
  return render(room, { props, context: contextOf(live(store)) } as never);
}

/** What axe finds; colours are looked at in a real browser, which alone can compute them. */
export async function violations(element: Element = document.body): Promise<string[]> {
  const found = await axe.run(element, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
}
