/** A request without progress for this long is ended. Storing a large image takes a part of that after its last byte. */
const MAX_SILENCE_MILLIS = 120_000;

/**
 * Returns a fetch function that reports how many bytes of the body are sent. It uses XMLHttpRequest, because the browser's
 * own fetch does not report that. It supports only what the generated client needs.
 */
export function fetchWithProgress(progress: (sent: number) => void, signal: AbortSignal): typeof fetch {
  return (url, init) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(init?.method ?? 'GET', String(url));
      new Headers(init?.headers).forEach((value, name) => request.setRequestHeader(name, value));
      request.responseType = 'blob';
      const failed = () => reject(new TypeError('The request failed.'));
      let silence = setTimeout(() => request.abort(), MAX_SILENCE_MILLIS);
      request.upload.onprogress = (event) => {
        clearTimeout(silence);
        silence = setTimeout(() => request.abort(), MAX_SILENCE_MILLIS);
        progress(event.loaded);
      };
      request.onload = () => resolve(response(request));
      request.onerror = failed;
      request.onabort = () => (signal.aborted ? reject(signal.reason) : failed());
      const abort = () => request.abort();
      signal.addEventListener('abort', abort, { once: true });
      request.onloadend = () => {
        clearTimeout(silence);
        signal.removeEventListener('abort', abort);
      };
      request.send(init?.body as XMLHttpRequestBodyInit);
      if (signal.aborted) {
        abort();
      }
    });
}

function response(request: XMLHttpRequest): Response {
  const lines = request.getAllResponseHeaders().trim().split('\r\n');
  return new Response(request.status === 204 ? null : (request.response as Blob), {
    status: request.status,
    statusText: request.statusText,
    headers: lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  });
}
