package io.tintype.rendition.worker;

import io.tintype.rendition.worker.WorkerProtocol.Greeting;
import io.tintype.rendition.worker.WorkerProtocol.Job;
import io.tintype.rendition.worker.WorkerProtocol.Outcome;
import io.tintype.rendition.worker.WorkerProtocol.Readiness;
import io.tintype.storage.RenditionFormat;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A worker that is under the control of its image. The requested size of the rendition selects what it does. */
@SuppressWarnings("restricted") // it crashes
public final class HostileWorker {

    /** The actions of the worker. */
    public enum Deed {
        OBEY,
        SPIN,
        CRASH,
        ALLOCATE,
        LIE_ABOUT_LENGTH,
        LIE_ABOUT_FORMAT,
        LIE_ABOUT_OUTCOME,
        SEND_LONG_TEXT,
        BREAK_OFF,
        LEAVE_FILES;

        /** Returns the size of a rendition that selects this action. */
        public int size() {
            return ordinal() + 1;
        }
    }

    private HostileWorker() {}

    /** Returns the command that starts this worker. */
    public static List<String> command() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = Path.of("target/classes").toAbsolutePath() + ":"
                + Path.of("target/test-classes").toAbsolutePath();
        return List.of(
                java,
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:+SuppressFatalErrorMessage",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classes,
                HostileWorker.class.getName(),
                Long.toString(1L << 30));
    }

    public static void main(String... arguments) throws IOException {
        Walls walls = Walls.raise(List.of(arguments), "", Long.parseLong(arguments[0]));
        DataInputStream in = new DataInputStream(new FileInputStream(FileDescriptor.in));
        DataOutputStream out = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
        new Greeting(Readiness.READY, walls, Set.of(RenditionFormat.WEBP), "8.0.0\n").write(out);
        while (true) {
            act(Deed.values()[Job.read(in).recipe().width() - 1], out);
        }
    }

    private static void act(Deed deed, DataOutputStream out) throws IOException {
        switch (deed) {
            case OBEY -> obey(out);
            case SPIN -> {
                while (true) {
                    Thread.onSpinWait();
                }
            }
            case CRASH -> MemorySegment.ofAddress(8).reinterpret(8).get(ValueLayout.JAVA_INT, 0);
            case ALLOCATE -> Arena.global().allocate(8L << 30);
            case LIE_ABOUT_LENGTH -> WorkerProtocol.writeMade(out, RenditionFormat.WEBP, Integer.MAX_VALUE);
            case LIE_ABOUT_FORMAT -> WorkerProtocol.writeMade(out, RenditionFormat.PNG, 4);
            case LIE_ABOUT_OUTCOME -> out.write(Outcome.values().length);
            case SEND_LONG_TEXT -> {
                out.write(Outcome.UNDECODABLE.ordinal());
                out.writeInt(Integer.MAX_VALUE);
            }
            case BREAK_OFF -> {
                WorkerProtocol.writeMade(out, RenditionFormat.WEBP, 10);
                Runtime.getRuntime().halt(0);
            }
            case LEAVE_FILES -> {
                Files.writeString(Path.of("left"), "left");
                obey(out);
            }
        }
    }

    private static void obey(DataOutputStream out) throws IOException {
        WorkerProtocol.writeMade(out, RenditionFormat.WEBP, 4);
        out.writeBytes("made");
    }
}
