package io.tintype.testing;

import static io.tintype.testing.Bytes.*;
import static io.tintype.testing.HostileFile.Expected.accepted;
import static io.tintype.testing.HostileFile.Expected.tooManyPixels;
import static io.tintype.testing.HostileFile.Expected.unsupported;

import io.tintype.testing.HostileFile.Expected;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Files from OWASP's cheat sheet and testing guide on uploads, except those of the other classes: programs and server
 * settings with names of images, scripts for image converters, compression bombs, polyglots, and the largest sizes that
 * each header can declare.
 */
final class OwaspFiles {

    private static final String JPEG = "image/jpeg";
    private static final String PNG = "image/png";
    private static final String GIF = "image/gif";
    private static final String BMP = "image/bmp";
    private static final String TIFF = "image/tiff";

    private OwaspFiles() {}

    static Stream<HostileFile> all() {
        return Stream.of(programs(), converters(), bombs(), polyglots()).flatMap(files -> files);
    }

    private static HostileFile file(String name, Expected expected, Supplier<byte[]> content) {
        return new HostileFile(name, content, expected);
    }

    private static Stream<HostileFile> programs() {
        String php = "<?php system($_GET['c']); ?>";
        return Stream.of(
                file("shell.php.jpg", unsupported(), () -> text(php)),
                file("shell.jpg.php", unsupported(), () -> text(php)),
                file("shell.php%00.jpg", unsupported(), () -> text(php)),
                file("shell.php;.jpg", unsupported(), () -> text(php)),
                file("shell.php::$DATA", unsupported(), () -> text(php)),
                file("shell.pHp5", accepted(JPEG), () -> Fixtures.PHOTOGRAPH.bytes()),
                file(".htaccess", unsupported(), () -> text("AddType application/x-httpd-php .jpg")),
                file(
                        "web.config",
                        unsupported("application/xml"),
                        () -> text("<?xml version=\"1.0\"?><configuration/>")),
                file(
                        "crossdomain.xml",
                        unsupported("application/xml"),
                        () -> text("<?xml version=\"1.0\"?><cross-domain-policy/>")),
                file("a.jsp", unsupported(), () -> text("<%= Runtime.getRuntime() %>")),
                file("a.sh", unsupported(), () -> text("#!/bin/sh\nid\n")),
                file("a.elf", unsupported(), () -> join(bytes(0x7F), text("ELF"), zeros(60))),
                file("A.class", unsupported(), () -> join(bytes(0xCA, 0xFE, 0xBA, 0xBE), zeros(60))),
                file("a.swf", unsupported(), () -> join(text("FWS"), zeros(60))),
                file("a.rtf", unsupported("application/rtf"), () -> text("{\\rtf1\\object}")),
                file("a.hta", unsupported("text/html"), () -> text("<script>new ActiveXObject('x')</script>")));
    }

    /** Converters detect these scripts by their first bytes, and would read files or send requests. */
    private static Stream<HostileFile> converters() {
        String entities = "<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
        return Stream.of(
                file(
                        "tragick.jpg",
                        unsupported(),
                        () -> text("push graphic-context\nfill 'url(http://127.0.0.1:1/)'\npop graphic-context")),
                file(
                        "tragick.gif",
                        unsupported(),
                        () -> text("viewbox 0 0 9 9\nimage over 0,0 0,0 'label:@/etc/passwd'")),
                file("entities.png", unsupported("image/svg+xml"), () -> text(entities + "<svg>&x;</svg>")),
                file(
                        "laughs.svg",
                        unsupported("image/svg+xml"),
                        () -> text("<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY a \"a\">"
                                + "<!ENTITY b \"&a;&a;\">]><svg>&b;</svg>")),
                file("playlist.avi", unsupported(), () -> text("#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\nfile:///etc/passwd")),
                file(
                        "ghost.jpg",
                        unsupported("application/postscript"),
                        () -> text("%!PS-Adobe-3.0\n(%pipe%id) (w) file")),
                file("map.xpm", unsupported(), () -> text("/* XPM */ static char *x[] = {\"9 9 1 1\"};")),
                file("map.xbm", unsupported(), () -> text("#define x_width 9\n#define x_height 9\n")),
                file("map.ppm", unsupported(), () -> text("P6 99999 99999 255\n")));
    }

    private static Stream<HostileFile> bombs() {
        byte[] avif = fileType("avif", "mif1");
        byte[] lossless = join(bytes(0x2F), bytes(0xFF, 0xFF, 0xFF, 0x0F));
        byte[] lossy = join(bytes(0x10, 0, 0, 0x9D, 1, 0x2A), little16(0x3FFF), little16(0x3FFF));
        return Stream.of(
                file(
                        "packed.zip",
                        unsupported("application/zip"),
                        () -> join(text("PK"), bytes(3, 4, 20, 0), deflatedZeros(16 * 1024 * 1024))),
                file(
                        "packed.gz",
                        unsupported(),
                        () -> join(bytes(0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3), deflatedZeros(16 * 1024 * 1024))),
                file(
                        "vast.avif",
                        tooManyPixels(0x7FFFFFFFL * 0x7FFFFFFFL),
                        () -> join(avif, box("meta", metaContent(0x7FFFFFFFL, 0x7FFFFFFFL)))),
                file("vast-lossless.webp", tooManyPixels(1L << 28), () -> webp(30, "VP8L", 5, lossless)),
                file("vast-lossy.webp", tooManyPixels(0x3FFFL * 0x3FFF), () -> webp(30, "VP8 ", 10, lossy)),
                file(
                        "long.jpg",
                        tooManyPixels(65_535L * 1_600),
                        () -> join(bytes(0xFF, 0xD8), jpegFrame(65_535, 1_600))),
                file("thin.png", tooManyPixels(0x7FFFFFFFL), () -> pngHeader(0x7FFFFFFF, 1)));
    }

    /** Files that are images if read from the start. Other content stays inert: downloads are never sniffed. */
    private static Stream<HostileFile> polyglots() {
        byte[] photo = Fixtures.PHOTOGRAPH.bytes();
        byte[] archive = join(text("PK"), bytes(5, 6), zeros(18));
        String page = "<html><script>alert(1)</script></html>";
        return Stream.of(
                file("page-after.jpg", accepted(JPEG), () -> join(photo, text(page))),
                file("archive-after.jpg", accepted(JPEG), () -> join(photo, archive)),
                file("document-after.jpg", accepted(JPEG), () -> join(photo, text("%PDF-1.7\n1 0 obj"))),
                file(
                        "document-in-comment.jpg",
                        accepted(JPEG),
                        () -> join(bytes(0xFF, 0xD8), jpegSegment(0xFE, text("\n%PDF-1.7\n1 0 obj")), jpegFrame(9, 9))),
                file(
                        "script-in-exif.jpg",
                        accepted(JPEG),
                        () -> join(
                                bytes(0xFF, 0xD8),
                                jpegSegment(0xE1, join(text("Exif\0\0"), tiff(0), text(page))),
                                jpegFrame(9, 9))),
                file(
                        "script-in-text.png",
                        accepted(PNG),
                        () -> join(pngHeader(9, 9), pngChunk("tEXt", text("Comment\0" + page)))),
                file(
                        "program-in-palette.png",
                        accepted(PNG),
                        () -> join(pngHeader(9, 9), pngChunk("PLTE", text("<?=$_GET[0]($_POST[1]);?>..")))),
                file(
                        "script-in-comment.gif",
                        accepted(GIF),
                        () -> join(gifHeader(9, 9), bytes(0x21, 0xFE), text(page))),
                file("script-after.bmp", accepted(BMP), () -> join(bmpHeader(9, 9), text("*/=1;alert(1)//"))),
                file(
                        "archive-after.tiff",
                        accepted(TIFF),
                        () -> join(tiff(0, tiffEntry(256, 3, 1, 9), tiffEntry(257, 3, 1, 9)), archive)),
                file("image-after.html", unsupported("text/html"), () -> join(text(page), photo)),
                file("image-after.zip", unsupported("application/zip"), () -> join(archive, photo)));
    }
}
