package io.tintype.http.problem;

/** A body does not have the digest that the request states (RFC 9530). */
public final class DigestMismatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String header;
    private final String algorithm;

    /**
     * Creates an exception.
     *
     * @param header the name of the header with the digest
     * @param algorithm as that header names it
     */
    public DigestMismatchException(String header, String algorithm) {
        super(null, null, false, false); // no stack: this is an expected response, not a fault
        this.header = header;
        this.algorithm = algorithm;
    }

    /** Returns whether the header is the one of tus, which defines its own status for this. */
    boolean isOfTus() {
        return header.equals("Upload-Checksum");
    }

    String header() {
        return header;
    }

    String algorithm() {
        return algorithm;
    }
}
