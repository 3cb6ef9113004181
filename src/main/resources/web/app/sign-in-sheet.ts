import { byId } from './page';

/** The sheet on which users sign in, and which says why they are signed out. */
export class SignInSheet {
  readonly #sheet = byId('sign-in');
  readonly #words = byId('sign-in-words');
  readonly #problem = byId('sign-in-problem');
  readonly #form = byId<HTMLFormElement>('sign-in-form');
  readonly #field = byId<HTMLInputElement>('token');
  readonly #button = byId<HTMLButtonElement>('sign-in-button');
  /** Receives the token that the user enters. */
  onToken = (_token: string) => {};
  /** Is called when the user wants to sign in at the issuer's page. */
  onIssuer = () => {};

  constructor() {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.onToken(this.#field.value);
    });
  }

  hide(): void {
    this.#field.value = '';
    this.#show('', '');
    this.#sheet.hidden = true;
  }

  /** Says what the page is doing. */
  wait(words: string): void {
    this.#show(words, '');
  }

  /** @param problem why the user is signed out, or nothing */
  askForToken(problem: string): void {
    this.#show('Sign in with the token that your operator gave you.', problem);
    this.#form.hidden = false;
    this.#field.ariaInvalid = String(problem !== '');
    this.#field.focus();
  }

  /** @param problem why the user is signed out, or nothing */
  askForIssuer(host: string, problem: string): void {
    this.#show(`Sign in with your account at ${host}.`, problem);
    this.#offer('Sign in', this.onIssuer);
  }

  offerReload(problem: string): void {
    this.#show('', problem);
    this.#offer('Try again', () => location.reload());
  }

  #show(words: string, problem: string): void {
    this.#sheet.hidden = false;
    this.#words.textContent = words;
    this.#problem.textContent = problem;
    this.#form.hidden = true;
    this.#button.hidden = true;
  }

  #offer(name: string, action: () => void): void {
    this.#button.textContent = name;
    this.#button.onclick = action;
    this.#button.hidden = false;
    this.#button.focus();
  }
}
