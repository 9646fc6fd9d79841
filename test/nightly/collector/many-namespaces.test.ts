import { it } from 'vitest';
import { expectSharedBudget } from '../../e2e/collector/support/many-namespaces.js';

it('2,000 namespaces share one budget, and one that never answers and one that always fails hold up none of them', async () => {
  await expectSharedBudget(2_000, 400, 900_000);
}, 2_000_000);
