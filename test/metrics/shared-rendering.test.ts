import { describe, expect, it } from 'vitest';
import type { Format, Rendered } from '../../collector/metrics/exposition.js';
import { SharedRendering } from '../../collector/metrics/shared-rendering.js';

/** Renderings that end when told, on a clock that is held. */
class Renderer {
  nowMs = 0;
  readonly begun: Format[] = [];
  private readonly ends: ((rendered: Rendered) => void)[] = [];
  readonly shared = new SharedRendering(
    (format) => {
      this.begun.push(format);
      return new Promise((end) => {
        this.ends.push(end);
      });
    },
    { nowMs: () => this.nowMs, cpuMs: () => this.nowMs },
  );

  /** Ends the rendering that began first, this much later. */
  async end(afterMs: number): Promise<void> {
    await settled();
    this.nowMs += afterMs;
    this.ends.shift()?.({ contentType: 'text/plain', chunks: [], bytes: 0 });
    await settled();
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

describe('a rendering', () => {
  it('is shared by all who ask while it is under way', async () => {
    const renderer = new Renderer();
    const asked = [renderer.shared.get('prometheus'), renderer.shared.get('prometheus')];
    await renderer.end(50);
    const [one, other] = await Promise.all(asked);
    expect(one).toBe(other);
    expect(renderer.begun).toEqual(['prometheus']);
  });

  it('of one format waits for that of the other', async () => {
    const renderer = new Renderer();
    const first = renderer.shared.get('prometheus');
    const second = renderer.shared.get('openmetrics');
    await settled();
    expect(renderer.begun).toEqual(['prometheus']);
    await renderer.end(5);
    await first;
    await renderer.end(5);
    await second;
    expect(renderer.begun).toEqual(['prometheus', 'openmetrics']);
  });

  it.each([
    [51, 10],
    [90, 400],
    [400, 1_000],
  ])('that took %i ms is used again for %i ms', async (tookMs, usedAgainMs) => {
    const renderer = new Renderer();
    const first = renderer.shared.get('prometheus');
    await renderer.end(tookMs);
    await first;
    renderer.nowMs += usedAgainMs - 1;
    expect(await renderer.shared.get('prometheus')).toBe(await first);
    renderer.nowMs += 1;
    void renderer.shared.get('prometheus');
    await settled();
    expect(renderer.begun).toHaveLength(2);
  });

  it('that costs little is fresh a few times in a row, and takes a tenth of the time however many ask', async () => {
    const renderer = new Renderer();
    const [tookMs, forMs] = [10, 60_000];
    const begunBy: number[] = [];
    while (renderer.nowMs < forMs) {
      void renderer.shared.get('prometheus');
      await settled();
      if (renderer.begun.length > begunBy.length) {
        begunBy.push(renderer.nowMs);
        await renderer.end(tookMs);
      } else renderer.nowMs += 1;
    }
    expect(begunBy.slice(0, 5)).toEqual([0, 10, 20, 30, 40]);
    expect((begunBy.length * tookMs) / forMs).toBeLessThan(0.11);
    expect((begunBy.length * tookMs) / forMs).toBeGreaterThan(0.09);
  });

  it('that fails fails those who asked for it, and not those who ask afterwards', async () => {
    let fails = true;
    const shared = new SharedRendering(async () => {
      if (fails) throw new Error('broken');
      return { contentType: 'text/plain', chunks: [], bytes: 0 };
    });
    await expect(shared.get('prometheus')).rejects.toThrow('broken');
    fails = false;
    await expect(shared.get('prometheus')).resolves.toBeDefined();
  });
});
