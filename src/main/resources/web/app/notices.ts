import { byId, make } from './page';

const READABLE_MILLIS = 5000;

/** Returns the container of notices: inside the dialog while one is open, where they can be seen and reached. */
function place(): Element {
  return document.querySelector('dialog[open] .notices') ?? byId('notices');
}

/** Shows a notice for a few seconds. */
export function say(words: string): void {
  const notice = make('div', { className: 'notice' }, make('p', {}, words));
  place().append(notice);
  setTimeout(() => notice.remove(), READABLE_MILLIS);
}

/** Shows a problem until the user dismisses it. */
export function warn(words: string): void {
  const close = make('button', { type: 'button', className: 'quiet', ariaLabel: 'Dismiss' }, '✕');
  const notice = make('div', { className: 'notice problem', role: 'alert' }, make('p', {}, words), close);
  close.onclick = () => notice.remove();
  place().append(notice);
}

/** Removes all notices. */
export function silence(): void {
  byId('notices').replaceChildren();
}

/**
 * Offers to undo an action. The time stops while the notice is under the pointer or has the focus, for users who need
 * longer.
 *
 * @returns a function that ends the time immediately: it calls {@code done}, and undo is no longer possible
 */
export function offerUndo(words: string, millis: number, undo: () => void, done: () => void): () => void {
  const button = make('button', { type: 'button' }, 'Undo');
  const time = make('progress', { max: millis, value: millis, ariaLabel: 'Time left to undo' });
  const notice = make('div', { className: 'notice undo' }, make('p', {}, words), button, time);
  const tick = 100;
  const clock = setInterval(() => {
    if (!notice.isConnected) {
      clearInterval(clock); // all notices have been removed
    } else if (!notice.matches(':hover, :focus-within')) {
      time.value -= tick;
      if (time.value <= 0) {
        end(done);
      }
    }
  }, tick);
  const end = (then: () => void) => {
    if (notice.isConnected) {
      clearInterval(clock);
      notice.remove();
      then();
    }
  };
  button.onclick = () => end(undo);
  byId('notices').append(notice);
  return () => end(done);
}
