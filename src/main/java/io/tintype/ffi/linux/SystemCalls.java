package io.tintype.ffi.linux;

import java.util.Optional;

/**
 * The numbers of the system calls that {@link Seccomp} filters, on one architecture.
 *
 * @param architecture its number in the kernel's audit interface ({@code AUDIT_ARCH_*})
 * @param denied ranges of denied calls, each with its first and its last number
 */
record SystemCalls(int architecture, int seccomp, int cloning, int tgkill, int prlimit, int[][] denied) {

    /**
     * {@code set_mempolicy_home_node}. Newer calls have older alternatives. From 424 on, the numbers are the same on
     * all architectures.
     */
    static final int NEWEST = 450;

    static final int CLONE3 = 435;

    private static final int[][] AMD64 = {
        {29, 31}, // shared memory of System V
        {41, 55}, // sockets
        {57, 59}, // fork, vfork, execve
        {62, 62}, // kill
        {64, 71}, // semaphores and message queues of System V
        {101, 101}, // ptrace
        {103, 103}, // syslog
        {129, 129}, // rt_sigqueueinfo
        {135, 135}, // personality
        {153, 156}, // vhangup, modify_ldt, pivot_root, _sysctl
        {159, 159}, // adjtimex
        {161, 161}, // chroot
        {163, 180}, // acct, settimeofday, mount, swap, reboot, host names, I/O ports, modules, quotas
        {200, 200}, // tkill
        {212, 212}, // lookup_dcookie
        {227, 227}, // clock_settime
        {240, 246}, // message queues, kexec_load
        {248, 250}, // keys
        {256, 256}, // migrate_pages
        {272, 272}, // unshare
        {279, 279}, // move_pages
        {288, 288}, // accept4
        {297, 299}, // rt_tgsigqueueinfo, perf_event_open, recvmmsg
        {303, 305}, // file handles, clock_adjtime
        {307, 308}, // sendmmsg, setns
        {310, 313}, // memory of other processes, kcmp, finit_module
        {319, 323}, // memfd_create, kexec_file_load, bpf, execveat, userfaultfd
        {424, 434}, // signals by descriptor, io_uring, mounts, pidfd_open
        {438, 438}, // pidfd_getfd
        {440, 440}, // process_madvise
        {442, 443}, // mount_setattr, quotactl_fd
        {447, 448}, // memfd_secret, process_mrelease
    };

    private static final int[][] AARCH64 = {
        {39, 41}, // mounts, pivot_root
        {51, 51}, // chroot
        {58, 58}, // vhangup
        {60, 60}, // quotactl
        {89, 89}, // acct
        {92, 92}, // personality
        {97, 97}, // unshare
        {104, 106}, // kexec_load, modules
        {112, 112}, // clock_settime
        {116, 117}, // syslog, ptrace
        {129, 130}, // kill, tkill
        {138, 138}, // rt_sigqueueinfo
        {142, 142}, // reboot
        {161, 162}, // sethostname, setdomainname
        {170, 171}, // settimeofday, adjtimex
        {180, 212}, // message queues, System V, sockets
        {217, 219}, // keys
        {221, 221}, // execve
        {224, 225}, // swap
        {238, 243}, // migrate_pages, move_pages, rt_tgsigqueueinfo, perf_event_open, accept4, recvmmsg
        {264, 266}, // file handles, clock_adjtime
        {268, 273}, // setns, sendmmsg, memory of other processes, kcmp, finit_module
        {279, 282}, // memfd_create, bpf, execveat, userfaultfd
        {294, 294}, // kexec_file_load
        {424, 434},
        {438, 438},
        {440, 440},
        {442, 443},
        {447, 448},
    };

    static Optional<SystemCalls> ofThisMachine() {
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> Optional.of(new SystemCalls(0xC000003E, 317, 56, 234, 302, AMD64));
            case "aarch64" -> Optional.of(new SystemCalls(0xC00000B7, 277, 220, 131, 261, AARCH64));
            default -> Optional.empty();
        };
    }
}
