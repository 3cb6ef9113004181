package io.tintype.storage.s3.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    photo.jpg                              | photo.jpg
                    =?UTF-8?B?5pel5pysLnBuZw==?=           | 日本.png
                    =?utf-8?q?caf=C3=A9_noir.png?=         | café noir.png
                    =?ISO-8859-1?Q?caf=E9.png?=            | café.png
                    1-=?UTF-8?Q?=C3=A9?=.png               | 1-é.png
                    =?UTF-8?B?5pel?= =?UTF-8?B?5pys?=      | 日本
                    cafÃ©.png                              | café.png
                    caf\u00e9.png                          | café.png
                    日本.png                               | 日本.png
                    =?nonsense?B?5pel?=                    | =?nonsense?B?5pel?=
                    =?UTF-8?B?***?=                        | =?UTF-8?B?***?=
                    =?UTF-8?Q?=ZZ?=                        | =?UTF-8?Q?=ZZ?=
                    =?UTF-8?Q?=C?=                         | =C
                    $1 =?UTF-8?Q?$1?=                      | $1 $1
                    """)
    void recoversTheOriginalText(String header, String text) {
        assertThat(HeaderText.decode(header)).isEqualTo(text);
    }
}
