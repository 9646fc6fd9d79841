/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { render } from 'preact';
import { useEffect, useReducer } from 'preact/hooks';
import { App } from './app.js';
import { Live } from './live.js';

/** The page in the browser: drawn again whenever there is news, with what the reader has chosen kept. */
const live = new Live(JSON.parse(document.getElementById('data')?.textContent ?? '{}'));

function Page() {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => live.start(() => draw(undefined)), []);
  return <App {...live.props()} />;
}

const root = document.getElementById('app');
if (root !== null) {
  root.replaceChildren();
  document.documentElement.classList.add('scripted');
  render(<Page />, root);
}
