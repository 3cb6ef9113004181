package io.tintype.cli;

/** A command that works on the store, and so needs the application's settings, but neither tokens nor HTTP. */
interface StoreCommand {

    /**
     * Does it, and returns the exit code.
     *
     * @throws io.tintype.storage.StorageException if the store fails
     */
    int run(StoreCommands rooms);
}
