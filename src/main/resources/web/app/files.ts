import { byId } from './page';

/** Adds files that are chosen, dropped on the window or pasted into it. */
export function takeFiles(add: (files: Iterable<File>) => void, signal: AbortSignal): void {
  const input = byId<HTMLInputElement>('files');
  const choose = () => input.click();
  byId('choose').onclick = choose;
  byId('choose-first').onclick = choose;
  input.onchange = () => {
    add([...(input.files ?? [])]);
    input.value = '';
  };
  const drop = byId('drop');
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  const over = (event: DragEvent) => {
    if (hasFiles(event)) {
      event.preventDefault(); // otherwise the browser would open the file instead of the page
      drop.hidden = document.querySelector('dialog[open]') !== null;
    }
  };
  window.addEventListener('dragenter', over, { signal });
  window.addEventListener('dragover', over, { signal });
  window.addEventListener('dragleave', (event) => (drop.hidden ||= event.relatedTarget === null), { signal });
  window.addEventListener(
    'drop',
    (event) => {
      if (hasFiles(event)) {
        event.preventDefault();
        drop.hidden = true;
        add([...(event.dataTransfer?.files ?? [])]);
      }
    },
    { signal },
  );
  window.addEventListener('paste', (event) => add([...(event.clipboardData?.files ?? [])]), { signal });
}
