import { render } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import SyncLine from './SyncLine.svelte';

const still = { kept: 3, sent: 3, waiting: 0, attention: 0, lastSync: null, contact: 'ok' as const, href: '/field/phone' };

test('the sync line says how many photos are still to be sent, and nothing of photos when all are there', async () => {
  const { container, rerender } = render(SyncLine, { ...still, files: 3 });
  expect(container.textContent).toContain('ภาพรอส่ง 3');
  await rerender({ ...still, files: 0 });
  expect(container.textContent).not.toContain('ภาพ');
});
