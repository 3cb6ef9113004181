import { offerUndo, warn } from './notices';
import { Image, ServiceError, Service } from './service';

const TIME_TO_UNDO_MILLIS = 8000;

/** Deletes images when the time to undo has passed or the page closes. */
export class Deletions {
  readonly #service: Service;
  readonly #take: (image: Image) => () => void;
  readonly #pending = new Map<Image, () => void>();
  #leaving = false;

  /** @param take removes the image from the page, and returns a function that puts it back */
  constructor(service: Service, take: (image: Image) => () => void) {
    this.#service = service;
    this.#take = take;
  }

  delete(image: Image): void {
    const putBack = this.#take(image);
    const undo = () => {
      this.#pending.delete(image);
      putBack();
    };
    const done = () => {
      this.#pending.delete(image);
      void this.#delete(image, putBack);
    };
    this.#pending.set(image, offerUndo(`Deleted ${image.name}.`, TIME_TO_UNDO_MILLIS, undo, done));
  }

  /** Deletes all pending images immediately, because the user leaves and the page reported them as deleted. */
  flush(): void {
    this.#leaving = true;
    this.#pending.forEach((done) => done());
    this.#leaving = false;
  }

  async #delete(image: Image, putBack: () => void): Promise<void> {
    try {
      await this.#service.delete(image.id, this.#leaving);
    } catch (failure) {
      putBack();
      if (failure instanceof ServiceError && failure.status !== 401) {
        warn(`${image.name} is not deleted. ${failure.message}`);
      }
    }
  }
}
