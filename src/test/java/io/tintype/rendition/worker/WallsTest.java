package io.tintype.rendition.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests each wall from inside, with {@link WallsProbe}. */
class WallsTest {

    private static final long BYTES = 1L << 30;

    @TempDir
    private Path folder;

    private Path own;
    private Path secret;

    @BeforeEach
    void requiresAKernelWithAllWalls() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "only Linux has these walls");
        own = Files.createDirectory(folder.resolve("own"));
        secret = Files.writeString(folder.resolve("secret"), "secret");
        assumeTrue(
                walls(probe("nothing", "")).matches("Landlock [0-9]+, seccomp, resource limits"),
                "this kernel lacks a wall");
    }

    @Test
    void readsAndWritesItsOwnFolderOnly() throws Exception {
        assertThat(outcome("write", "file")).isEqualTo(WallsProbe.WORKED);
        assertThat(outcome("read", "file")).isEqualTo(WallsProbe.WORKED);

        assertThat(outcome("read", secret.toString())).isEqualTo("AccessDeniedException");
        assertThat(outcome("write", folder.resolve("new").toString())).isEqualTo("AccessDeniedException");
        assertThat(outcome("write", secret.toString())).isEqualTo("AccessDeniedException");
        assertThat(outcome("list", folder.toString())).isEqualTo("AccessDeniedException");
        assertThat(outcome("read", "/etc/passwd")).isEqualTo("AccessDeniedException");
        assertThat(secret).hasContent("secret");
    }

    /** A link would let the service, which empties the folder, reach another file. */
    @Test
    void makesNoLinks() throws Exception {
        assertThat(outcome("link", "link")).isEqualTo("AccessDeniedException");
    }

    @Test
    void readsNothingOfTheProcessThatStartedIt() throws Exception {
        long service = ProcessHandle.current().pid();

        assertThat(outcome("read", "/proc/" + service + "/environ")).isEqualTo("AccessDeniedException");
        assertThat(outcome("read", "/proc/" + service + "/maps")).isEqualTo("AccessDeniedException");
    }

    @Test
    void connectsToNothing() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(outcome("connect", Integer.toString(server.getLocalPort())))
                    .isNotEqualTo(WallsProbe.WORKED);
        }
    }

    @Test
    void executesNothing() throws Exception {
        assertThat(outcome("execute", "/bin/true")).isEqualTo("IOException");
    }

    @Test
    void killsNoOtherProcess() throws Exception {
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            assertThat(outcome("kill", Long.toString(other.pid()))).isNotEqualTo(WallsProbe.WORKED);
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void allocatesNoMoreThanAllowed() throws Exception {
        assertThat(outcome("allocate", Long.toString(100_000_000))).isEqualTo(WallsProbe.WORKED);
        assertThat(outcome("allocate", Long.toString(8L << 30))).isEqualTo("OutOfMemoryError");
    }

    @ParameterizedTest
    @CsvSource({
        "socket, 41, 198",
        "connect, 42, 203",
        "fork, 57, 221",
        "execve, 59, 221",
        "kill, 62, 129",
        "ptrace, 101, 117",
        "mount, 165, 40",
        "keyctl, 250, 219",
        "unshare, 272, 97",
        "prlimit64, 302, 261",
        "open_by_handle_at, 304, 265",
        "setns, 308, 268",
        "process_vm_readv, 310, 270",
        "bpf, 321, 280",
        "execveat, 322, 281",
        "pidfd_send_signal, 424, 424",
        "io_uring_setup, 425, 425",
        "pidfd_open, 434, 434"
    })
    void deniesCalls(String name, int amd64, int aarch64) throws Exception {
        int number = System.getProperty("os.arch").equals("amd64") ? amd64 : aarch64;

        assertThat(outcome("call", Integer.toString(number))).as(name).isEqualTo("denied");
    }

    /** {@code getpid} succeeds with any arguments. */
    @Test
    void allowsOtherCalls() throws Exception {
        int getpid = System.getProperty("os.arch").equals("amd64") ? 39 : 172;

        assertThat(outcome("call", Integer.toString(getpid))).matches("[0-9]+ .*");
    }

    @Test
    void hasNothingOfTheServiceInItsEnvironment() throws Exception {
        assertThat(outcome("environment", "").replaceAll("GLIBC_TUNABLES=[a-z0-9_.=:]+", "TUNABLES"))
                .isIn("{TMPDIR=., TUNABLES}", "{TUNABLES, TMPDIR=.}");
    }

    /** Decoders return memory that they did not write, for example where the tiles of a grid are missing. */
    @ParameterizedTest
    @ValueSource(ints = {100, 1_000, 5_000, 100_000, 1_000_000})
    void allocatesNoMemoryWithEarlierContent(int size) throws Exception {
        assertThat(outcome("reuse", Integer.toString(size))).isEqualTo("0 of " + size + " bytes");
    }

    private static String walls(List<String> lines) {
        return lines.isEmpty() ? "" : lines.getFirst();
    }

    private String outcome(String action, String argument) throws Exception {
        return probe(action, argument).getLast();
    }

    private List<String> probe(String action, String argument) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
        command.add(Path.of("target/classes").toAbsolutePath() + ":"
                + Path.of("target/test-classes").toAbsolutePath());
        command.addAll(List.of(WallsProbe.class.getName(), action, argument, Long.toString(BYTES)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(own.toFile())
                .redirectError(folder.resolve("errors").toFile());
        builder.environment().clear();
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        assertThat(output).as(Files.readString(folder.resolve("errors"))).isNotEmpty();
        return output.lines().toList();
    }
}
