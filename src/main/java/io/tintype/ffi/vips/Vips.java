package io.tintype.ffi.vips;

import io.tintype.ffi.CMemory;
import io.tintype.ffi.NativeLibrary;
import io.tintype.ffi.NativeLibrary.ForeignFunction;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/**
 * Calls the functions of libvips that renditions need. An image is a C pointer, or 0 if a function failed. The caller
 * that receives an image must release it. {@link #start} must be called first.
 */
public final class Vips {

    /** Values of libvips's C enumerations, which do not change between versions. */
    private static final int SIZE_FORCE = 3;

    private static final int ACCESS_SEQUENTIAL = 1;

    /**
     * The rendering intent that browsers use if a profile has tables for several. A profile may lack the table for
     * libvips's default, relative.
     */
    static final int INTENT_PERCEPTUAL = 0;

    private static final int INTERPRETATION_SRGB = 22;

    /** GLib's log levels for warnings, messages, information and debugging. */
    private static final int WARNINGS = 0xF0;

    private static final int BIND_LAZY = 1;
    private static final String NO_FOLDER = "/dev/null";

    /** {@code sizeof(Dl_info)}: a file name and three other pointers. */
    private static final int DL_INFO_BYTES = 4 * Long.BYTES;

    private static final long END = 0;

    private final NativeLibrary library;
    private final ForeignFunction load;
    private final ForeignFunction width;
    private final ForeignFunction height;
    private final ForeignFunction orientation;
    private final ForeignFunction thumbnail;
    private final ForeignFunction thumbnailImage;
    private final ForeignFunction copyToMemory;
    private final ForeignFunction autorotate;
    private final ForeignFunction colourspace;
    private final ForeignFunction release;
    private final ForeignFunction errorText;
    private final ForeignFunction errorClear;
    private final VipsOperations operations;
    private final VipsPixels pixels;
    private final VipsSavers savers;
    private final String version;

    /**
     * Loads the library, which stays loaded until the process ends.
     *
     * @param file its name, with or without a path
     * @throws IllegalArgumentException if it cannot be loaded
     * @throws java.util.NoSuchElementException if it lacks a function because it is older than 8.13
     */
    public Vips(String file) {
        library = NativeLibrary.load(file);
        library.address("vips_operation_block_set"); // the newest of the required functions, which start() calls
        load = library.function("vips_image_new_from_file", "pp|pipipip");
        width = library.function("vips_image_get_width", "ip");
        height = library.function("vips_image_get_height", "ip");
        orientation = library.function("vips_image_get_orientation", "ip");
        thumbnail = library.function("vips_thumbnail", "ippi|pipipipipippp");
        thumbnailImage = library.function("vips_thumbnail_image", "ippi|pipipipippp");
        copyToMemory = library.function("vips_image_copy_memory", "pp");
        autorotate = library.function("vips_autorot", "ipp|p");
        colourspace = library.function("vips_colourspace", "ippi|p");
        release = library.function("g_object_unref", "vp");
        errorText = library.function("vips_error_buffer", "p");
        errorClear = library.function("vips_error_clear", "v");
        operations = new VipsOperations(library);
        pixels = new VipsPixels(library);
        savers = new VipsSavers(library, this);
        version = CMemory.text(library.function("vips_version_string", "p").call());
    }

    public VipsOperations operations() {
        return operations;
    }

    public VipsPixels pixels() {
        return pixels;
    }

    public VipsSavers savers() {
        return savers;
    }

    /** Returns the version, for example {@code 8.14.1}. */
    public String version() {
        return version;
    }

    /**
     * Starts the library. Must be called once in a process, before the methods below. The library then uses only these
     * loaders, caches nothing, uses one thread per call, and prints nothing.
     *
     * @param module the only module to load, if this libvips has it as a module, for example {@code heif}. The others
     *     depend on dozens of libraries
     * @return whether the library has started
     */
    public boolean start(String module, Iterable<String> loaders) {
        try (Arena arena = Arena.ofConfined()) {
            Path file = moduleFile(arena, module);
            boolean isModule = Files.exists(file);
            if (isModule) {
                // libvips looks for all its modules in this folder
                library.function("g_setenv", "ippi")
                        .call(CMemory.text(arena, "VIPSHOME"), CMemory.text(arena, NO_FOLDER), 1);
            }
            if ((int) library.function("vips_init", "ip").call(CMemory.text(arena, "tintype")) != 0) {
                return false;
            }
            silence(arena);
            if (isModule) {
                library.function("g_module_open", "ppi").call(CMemory.text(arena, file.toString()), BIND_LAZY);
            }
            ForeignFunction block = library.function("vips_operation_block_set", "vpi");
            block.call(CMemory.text(arena, "VipsForeignLoad"), 1);
            for (String loader : loaders) {
                block.call(CMemory.text(arena, loader), 0);
            }
            library.function("vips_block_untrusted_set", "vi").call(1);
            library.function("vips_cache_set_max", "vi").call(0);
            library.function("vips_concurrency_set", "vi").call(1);
            return true;
        }
    }

    /** Returns where the module is if this libvips has it: in a folder beside the library, which has its version. */
    private Path moduleFile(Arena arena, String module) {
        ByteBuffer info = CMemory.allocate(arena, DL_INFO_BYTES);
        library.function("dladdr", "ipp").call(library.address("vips_init"), CMemory.address(info));
        Path file = Path.of(CMemory.text(info.getLong(0)));
        String majorMinor = version.substring(0, version.lastIndexOf('.'));
        return file.resolveSibling("vips-modules-" + majorMinor).resolve("vips-" + module + ".so");
    }

    /**
     * Opens the image in a file, and reads only its header.
     *
     * @param reduction 1, or for a JPEG 2, 4 or 8, by which its decoder reduces it
     */
    public long load(Arena arena, String file, FailOn failOn, int reduction) {
        return load.call(
                CMemory.text(arena, file),
                CMemory.text(arena, "fail_on"),
                failOn.ordinal(),
                CMemory.text(arena, "access"),
                ACCESS_SEQUENTIAL,
                reduction > 1 ? CMemory.text(arena, "shrink") : END,
                reduction,
                END);
    }

    /** The severity of an error that makes decoding fail, in the order of the C enumeration. */
    public enum FailOn {
        NONE,
        TRUNCATED,
        ERROR,
        WARNING
    }

    /** Width and height in pixels. */
    public record Size(int width, int height) {}

    public int width(long image) {
        return (int) width.call(image);
    }

    public int height(long image) {
        return (int) height.call(image);
    }

    /** Returns the EXIF orientation, 1 to 8. */
    public int orientation(long image) {
        return (int) orientation.call(image);
    }

    /**
     * Returns the first image of a file in exactly this size, not rotated. Most of the computation is deferred until
     * the pixels are needed.
     *
     * @param byProfile whether to convert it to sRGB by its own colour profile, which must match its pixels. Without a
     *     profile, libvips 8.14 would change the colours of the image
     */
    public long thumbnail(Arena arena, String file, Size size, FailOn failOn, boolean byProfile) {
        return made(
                arena,
                out -> thumbnail.call(options(
                        arena,
                        size,
                        byProfile,
                        CMemory.text(arena, file),
                        out,
                        size.width(),
                        CMemory.text(arena, "fail_on"),
                        failOn.ordinal())));
    }

    /** Returns an open image in this size, like {@link #thumbnail}. */
    public long thumbnailOf(Arena arena, long image, Size size, boolean byProfile) {
        return made(arena, out -> thumbnailImage.call(options(arena, size, byProfile, image, out, size.width())));
    }

    /**
     * Returns the arguments of either thumbnail function: its own arguments, and the options that both functions have.
     */
    private static long[] options(Arena arena, Size size, boolean byProfile, long... own) {
        long[] options = {
            CMemory.text(arena, "height"),
            size.height(),
            CMemory.text(arena, "size"),
            SIZE_FORCE,
            CMemory.text(arena, "no_rotate"),
            1,
            CMemory.text(arena, "intent"),
            INTENT_PERCEPTUAL,
            byProfile ? CMemory.text(arena, "export_profile") : END,
            CMemory.text(arena, "srgb"),
            END
        };
        long[] all = Arrays.copyOf(own, own.length + options.length);
        System.arraycopy(options, 0, all, own.length, options.length);
        return all;
    }

    static long made(Arena arena, LongUnaryOperator operation) {
        CMemory.Pointer out = new CMemory.Pointer(arena);
        return (int) operation.applyAsLong(out.address()) == 0 ? out.value() : 0;
    }

    /** Computes the pixels of the image, and returns a copy of it in memory. */
    public long copyToMemory(long image) {
        return copyToMemory.call(image);
    }

    /** Returns the image rotated by its EXIF orientation. */
    public long autorotate(Arena arena, long image) {
        return made(arena, out -> autorotate.call(image, out, END));
    }

    /** Returns the image in sRGB with 8 bits. */
    public long toSrgb(Arena arena, long image) {
        return made(arena, out -> colourspace.call(image, out, INTERPRETATION_SRGB, END));
    }

    /** Releases an image. */
    public void release(long image) {
        release.call(image);
    }

    /** Returns and clears libvips's messages about the last failures of all threads. */
    public String takeErrors() {
        String text = CMemory.text(errorText.call());
        errorClear.call();
        return text.strip().replace('\n', ' ');
    }

    /**
     * Silences GLib, which prints warnings to the standard error stream. The handler must be a C function; this one
     * only reads the value of its first argument.
     */
    private void silence(Arena arena) {
        library.function("g_log_set_handler", "ipipp")
                .call(CMemory.text(arena, "VIPS"), WARNINGS, library.address("g_direct_hash"), END);
    }
}
