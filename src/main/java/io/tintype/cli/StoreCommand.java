package io.tintype.cli;

/** A command on the store. It requires the settings of the application, but neither tokens nor HTTP. */
interface StoreCommand {

    /**
     * Runs the command and returns the exit code.
     *
     * @throws io.tintype.storage.StorageException if the store fails
     */
    int run(StoreCommands context);
}
