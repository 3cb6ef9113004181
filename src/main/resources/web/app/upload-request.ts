/**
 * Returns a fetch function that reports how much of the body is sent. It uses XMLHttpRequest, because the browser's own
 * fetch does not report that. It supports only what the generated client needs.
 */
export function fetchWithProgress(
  progress: (sent: number, all: number) => void,
  signal: AbortSignal,
): typeof fetch {
  return (url, init) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(init?.method ?? 'GET', String(url));
      new Headers(init?.headers).forEach((value, name) => request.setRequestHeader(name, value));
      request.responseType = 'blob';
      request.upload.onprogress = (event) => progress(event.loaded, event.total);
      request.onload = () => resolve(response(request));
      request.onerror = () => reject(new TypeError('The request failed.'));
      request.onabort = () => reject(new DOMException('The request was aborted.', 'AbortError'));
      signal.addEventListener('abort', () => request.abort(), { once: true });
      if (signal.aborted) {
        request.onabort(new ProgressEvent('abort'));
        return;
      }
      request.send(init?.body as XMLHttpRequestBodyInit);
    });
}

function response(request: XMLHttpRequest): Response {
  const type = request.getResponseHeader('Content-Type');
  return new Response(request.status === 204 ? null : (request.response as Blob), {
    status: request.status,
    statusText: request.statusText,
    headers: type ? { 'Content-Type': type } : {},
  });
}
