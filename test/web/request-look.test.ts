import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { axe, DESKTOP, PHONE, picture } from './support/dashboard.js';
import { ARGS, button, inDialog, shows, startRequestWorld, type RequestWorld } from './support/request-world.js';

// Guarded, because a machine without a browser can still run everything else.
const withBrowser = process.env['COUNTERSIGN_TEST_SKIP_BROWSER'] ? describe.skip : describe;

withBrowser('how the page of a request looks', () => {
  let world: RequestWorld;

  beforeAll(async () => {
    world = await startRequestWorld();
  }, 60_000);
  afterAll(async () => {
    await world.dashboard.stop();
  });

  test('what is hidden in a text is spelled out, and what cannot be shown in full cannot be approved', async () => {
    const odd = await world.opened('small', { title: 'Refund to p\u0430ypal' }, { ...ARGS, note: 'to \u202eABC' });
    const ada = await world.at('ada', odd, { size: PHONE });
    await shows(ada, '⟨U+202E⟩');
    await shows(ada, /mixed alphabets/);
    const long = await world.opened('small', {}, { ...ARGS, invoices: Array.from({ length: 4_000 }, (_, index) => `INV-${index}`) });
    const page = await world.at('ada', long);
    await shows(page, 'This cannot be shown here in full, so it cannot be approved here.');
    expect([await button(page, 'Approve').count(), await button(page, 'Reject').count()]).toEqual([0, 1]);
  });

  test('can be read without script', async () => {
    const id = await world.opened('small');
    const page = await world.at('ada', id, { script: false });
    await page.getByRole('heading', { name: 'Refund 12,500.50 EUR to Example Industries' }).waitFor();
    const text = await page.getByRole('main').innerText();
    for (const words of ['Example Industries GmbH', 'Approve revision 1', 'Revision 1 was proposed by refund-bot'])
      expect(text).toContain(words);
  });

  const LOOKS = [
    ['desktop', DESKTOP, false],
    ['desktop-dark', DESKTOP, true],
    ['phone', PHONE, false],
    ['phone-dark', PHONE, true],
  ] as const;

  test('axe finds nothing in light and dark, at a desk and on a phone, and nothing stands out of the screen', async () => {
    const id = await world.opened('large');
    await world.says('cleo', id, 'edit', { args: { ...ARGS, amount: 12_000 }, comment: 'The fee is ours.' });
    await world.says('ada', id, 'ask', { comment: 'Which invoice?' });
    await world.says('ben', id, 'approve');
    for (const [name, size, dark] of LOOKS) {
      const page = await world.at('cleo', id, { size, dark });
      await shows(page, 'Which invoice?');
      expect([name, await axe(page)]).toEqual([name, []]);
      await picture(page, `request-large-${name}`);
      const wider = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      expect([name, wider]).toEqual([name, 0]);
    }
  });

  test.each([
    ['desktop', DESKTOP, false],
    ['phone', PHONE, true],
  ] as const)('axe finds nothing in its forms (%s)', async (name, size, dark) => {
    const id = await world.opened('large');
    const page = await world.at('ada', id, { size, dark });
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await button(page, 'Reject').click();
    expect(await axe(page)).toEqual([]);
    await inDialog(page, 'Cancel').click();
    await button(page, 'More').click();
    await picture(page, `request-more-${name}`);
    expect(await axe(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: /^Edit/ }).click();
    expect(await axe(page)).toEqual([]);
    await picture(page, `request-edit-${name}`);
    expect(complaints).toEqual([]);
  });
});
