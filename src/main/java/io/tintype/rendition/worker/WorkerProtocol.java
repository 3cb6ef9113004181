package io.tintype.rendition.worker;

import io.tintype.image.ImageFormat;
import io.tintype.rendition.recipe.Fit;
import io.tintype.rendition.recipe.Focus;
import io.tintype.rendition.recipe.Recipe;
import io.tintype.storage.RenditionFormat;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/**
 * The messages between the service and a worker on the worker's standard input and output: first a {@link Greeting}
 * from the worker, then {@link Job}s, each followed by its result. Each side checks the lengths and values that the
 * other one sends.
 */
public final class WorkerProtocol {

    /** File name of the image in the worker's folder. */
    public static final String SOURCE = "source";

    private static final int MAGIC = 0x5457_0002;
    private static final int MAX_TEXT = 512;
    private static final int JOB_BYTES = 23;

    private WorkerProtocol() {}

    /** Whether the worker can make renditions. */
    public enum Readiness {
        READY,
        NO_LIBRARY,
        LIBRARY_TOO_OLD,
        LIBRARY_FAILS
    }

    /**
     * The first message of a worker.
     *
     * @param formats the formats that the worker can encode
     * @param text the version of libvips, or the reason why it fails
     */
    public record Greeting(Readiness readiness, Walls walls, Set<RenditionFormat> formats, String text) {

        void write(DataOutputStream out) throws IOException {
            out.writeInt(MAGIC);
            out.writeByte(readiness.ordinal());
            out.writeByte(walls.landlock());
            out.writeBoolean(walls.seccomp());
            out.writeBoolean(walls.limits());
            for (RenditionFormat format : RenditionFormat.values()) {
                out.writeBoolean(formats.contains(format));
            }
            writeText(out, text);
            out.flush();
        }

        /**
         * Reads a greeting.
         *
         * @throws IOException if the stream ends or contains anything else
         */
        public static Greeting read(DataInputStream in) throws IOException {
            if (in.readInt() != MAGIC) {
                throw new StreamCorruptedException("no worker");
            }
            Readiness readiness = value(Readiness.values(), in.readUnsignedByte());
            Walls walls = new Walls(in.readUnsignedByte(), in.readBoolean(), in.readBoolean());
            Set<RenditionFormat> formats = EnumSet.noneOf(RenditionFormat.class);
            for (RenditionFormat format : RenditionFormat.values()) {
                if (in.readBoolean()) {
                    formats.add(format);
                }
            }
            return new Greeting(readiness, walls, formats, readText(in));
        }
    }

    /**
     * A rendition to make of the file {@link #SOURCE}.
     *
     * @param pixels the maximum number of pixels in the header that libvips reads
     */
    public record Job(ImageFormat image, long pixels, Recipe recipe) {

        public void write(DataOutputStream out) throws IOException {
            out.writeInt(JOB_BYTES);
            out.writeByte(image.ordinal());
            out.writeLong(pixels);
            out.writeInt(recipe.width());
            out.writeInt(recipe.height());
            out.writeByte(recipe.fit().ordinal());
            out.writeByte(recipe.focus().kind().ordinal());
            out.writeByte(recipe.focus().x());
            out.writeByte(recipe.focus().y());
            out.writeByte(recipe.quality());
            out.writeByte(recipe.format().ordinal());
            out.writeBoolean(recipe.pngForAlpha());
            out.flush();
        }

        static Job read(DataInputStream in) throws IOException {
            checkLength(in.readInt(), JOB_BYTES, JOB_BYTES);
            ImageFormat image = value(ImageFormat.values(), in.readUnsignedByte());
            long pixels = in.readLong();
            int width = in.readInt();
            int height = in.readInt();
            Fit fit = value(Fit.values(), in.readUnsignedByte());
            Focus.Kind kind = value(Focus.Kind.values(), in.readUnsignedByte());
            Focus focus = new Focus(kind, in.readUnsignedByte(), in.readUnsignedByte());
            int quality = in.readUnsignedByte();
            RenditionFormat format = value(RenditionFormat.values(), in.readUnsignedByte());
            return new Job(image, pixels, new Recipe(width, height, fit, focus, quality, format, in.readBoolean()));
        }
    }

    /** The outcome of a job. */
    public enum Outcome {
        /** The rendition's format, length and bytes follow. */
        MADE,
        /** The image is damaged; a text for the log follows. */
        UNDECODABLE,
        /** Something else failed; a text for the log follows. */
        FAILED
    }

    /** Reads the outcome of a job. */
    public static Outcome readOutcome(DataInputStream in) throws IOException {
        return value(Outcome.values(), in.readUnsignedByte());
    }

    /** Reads the format of a rendition, which is that of the recipe unless the recipe leaves a choice. */
    public static RenditionFormat readFormat(DataInputStream in, Recipe recipe) throws IOException {
        RenditionFormat format = value(RenditionFormat.values(), in.readUnsignedByte());
        if (format != recipe.format() && !(recipe.pngForAlpha() && format == RenditionFormat.PNG)) {
            throw new StreamCorruptedException("a format of " + format);
        }
        return format;
    }

    /** Reads the length of a rendition, at most {@code most} bytes. */
    public static int readLength(DataInputStream in, int most) throws IOException {
        return checkLength(in.readInt(), 1, most);
    }

    static void writeFailure(DataOutputStream out, Outcome outcome, String text) throws IOException {
        out.writeByte(outcome.ordinal());
        writeText(out, text);
        out.flush();
    }

    static void writeMade(DataOutputStream out, RenditionFormat format, int length) throws IOException {
        out.writeByte(Outcome.MADE.ordinal());
        out.writeByte(format.ordinal());
        out.writeInt(length);
        out.flush();
    }

    /** Reads a text, and replaces everything but printable ASCII characters with '?'. */
    public static String readText(DataInputStream in) throws IOException {
        byte[] bytes = new byte[checkLength(in.readInt(), 0, MAX_TEXT)];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.US_ASCII).replaceAll("[^ -~]", "?");
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(bytes.length, MAX_TEXT);
        out.writeInt(length);
        out.write(bytes, 0, length);
    }

    private static int checkLength(int length, int least, int most) throws StreamCorruptedException {
        if (length < least || length > most) {
            throw new StreamCorruptedException("a length of " + length);
        }
        return length;
    }

    private static <E> E value(E[] values, int ordinal) throws StreamCorruptedException {
        if (ordinal >= values.length) {
            throw new StreamCorruptedException("a value of " + ordinal);
        }
        return values[ordinal];
    }
}
