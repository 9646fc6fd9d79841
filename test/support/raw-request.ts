import { once } from 'node:events';
import { connect } from 'node:net';

/** The status of the answer to a request whose target fetch() would never send as it is. */
export async function statusOfRawRequest(serverUrl: string, target: string): Promise<number> {
  const { hostname, port } = new URL(serverUrl);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  let answer = '';
  socket.on('data', (text) => {
    answer += text;
  });
  socket.write(`GET ${target} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
  await once(socket, 'close');
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);
}
