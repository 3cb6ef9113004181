package io.tintype.storage.admin;

/**
 * One property of a store that the service relies on.
 *
 * @param name what the store does if the check succeeds, in the third person
 * @param consequence what the service does wrong without this property
 * @param advice what the operator can do about it
 */
public record StoreCheck(String name, Need need, String consequence, String advice, Action action) {

    /** How much the service needs a property. */
    public enum Need {
        /** Required, and without it no later check makes sense. */
        FIRST,
        REQUIRED,
        /** Without it, the service works with a limitation. */
        OPTIONAL
    }

    /** Checks the property. */
    @FunctionalInterface
    public interface Action {

        /**
         * Returns a remark for the report, or an empty text.
         *
         * @throws Failure if the store does not have the property
         * @throws Skipped if the check does not apply
         * @throws Exception if the store fails
         */
        String run() throws Exception;
    }

    /** The store does not have the property. */
    public static final class Failure extends RuntimeException {

        private static final long serialVersionUID = 1;
        private final String advice;

        /** @param message what the store did instead */
        public Failure(String message) {
            this(message, "");
        }

        /** @param advice replaces that of the check; empty for none */
        public Failure(String message, String advice) {
            super(message);
            this.advice = advice;
        }

        public String advice() {
            return advice;
        }
    }

    /** The check does not apply to this store or to these settings. */
    public static final class Skipped extends RuntimeException {

        private static final long serialVersionUID = 1;

        public Skipped(String message) {
            super(message);
        }
    }
}
