; Setup of 党校教务: for one user, without administrator rights, in Simplified Chinese.
; makensis is given TARGET VERSION FOUR TREE FILES LICENCE ICON SIDE OUT KILOBYTES MEGABYTES by package.py.
Unicode true
Target ${TARGET}
SetCompressor /SOLID lzma
SetCompressorDictSize 64
SetDateSave off
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10

!include "MUI2.nsh"
!include "WinVer.nsh"
!include "x64.nsh"
!include "FileFunc.nsh"

!define PROGRAM "党校教务"
!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Dangxiao"
!define REMOVE "卸载${PROGRAM}.exe" ; no other program calls its own so
!define KIND "Dangxiao.School"

Name "${PROGRAM}"
OutFile "${OUT}"
BrandingText "${PROGRAM} ${VERSION}"
InstallDir "$LOCALAPPDATA\Programs\${PROGRAM}"
InstallDirRegKey HKCU "${ENTRY}" "InstallLocation"
AllowSkipFiles off ; a program without one of its files is none
FileErrorText "" "不能写入 $0。$\r$\n$\r$\n可能是磁盘已满，或杀毒软件拦住了。处理以后请点“重试”；点“取消”则停止安装，请以后重新运行安装程序。学校文件不受影响。"
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${FOUR}"
VIFileVersion "${FOUR}"
VIAddVersionKey /LANG=2052 "ProductName" "${PROGRAM}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "FileDescription" "${PROGRAM} 安装程序"
VIAddVersionKey /LANG=2052 "LegalCopyright" "MIT"

!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_WELCOMEPAGE_TITLE "安装${PROGRAM}"
!define MUI_WELCOMEPAGE_TEXT "将在这台电脑上安装${PROGRAM} ${VERSION}，只供当前用户使用，不需要管理员权限，也不需要上网。$\r$\n$\r$\n如果已经装有旧版本，会换成新版本，学校文件和设置不受影响。$\r$\n$\r$\n点“下一步”继续。"
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_HEADER_TEXT "许可"
!define MUI_PAGE_HEADER_SUBTEXT "请看完下面的条款，再继续安装。"
!define MUI_LICENSEPAGE_TEXT_TOP "可以免费使用、复制和修改。全文如下："
!define MUI_LICENSEPAGE_TEXT_BOTTOM "同意上面的条款，请点“我接受”。不接受则不能安装。"
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!define MUI_PAGE_HEADER_TEXT "安装位置"
!define MUI_PAGE_HEADER_SUBTEXT "程序装在哪个文件夹里。"
!define MUI_DIRECTORYPAGE_TEXT_TOP "一般不用改，直接点“安装”。$\r$\n$\r$\n学校文件不放在这里：第一次打开程序、新建学校时再选它的位置。$\r$\n$\r$\n“安装”是灰色的，说明没有这个磁盘、空间不够，或不能装在网络上。"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE SeePlace
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "${PROGRAM}已经装好"
!define MUI_FINISHPAGE_TEXT "桌面和“开始”菜单里有${PROGRAM}的图标，双击学校文件（.dxjw）也能打开。$\r$\n$\r$\n点“完成”结束。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}.exe"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开${PROGRAM}"
!insertmacro MUI_PAGE_FINISH

!define MUI_UNCONFIRMPAGE_TEXT_TOP "将卸载${PROGRAM}。学校文件、备份和设置都会保留。"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastBuild} 17763 ; 1809, what Qt and Python are known to run on
    MessageBox MB_OK|MB_ICONSTOP "${PROGRAM}需要 64 位的 Windows 10（1809 及以后）或 Windows 11。没有安装任何内容。" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
FunctionEnd

; A folder that holds other things gets one of ours inside it, so that nothing is mixed.
Function OwnFolder
  ${IfNot} ${FileExists} "$INSTDIR\${REMOVE}"
  ${AndIfNot} ${FileExists} "$INSTDIR\${PROGRAM}.exe"
    ${DirState} "$INSTDIR" $0
    ${If} $0 = 1
      StrCpy $INSTDIR "$INSTDIR\${PROGRAM}"
    ${EndIf}
  ${EndIf}
FunctionEnd

; A library in use cannot be opened for writing: that is how a program running from folder $R0 is known.
!macro AskToClose UN
Function ${UN}AskToClose
again:
  IfFileExists "$R0\runtime\python311.dll" 0 closed
  ClearErrors
  FileOpen $0 "$R0\runtime\python311.dll" a
  IfErrors running
  FileClose $0
  Goto closed
running:
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${PROGRAM}正在运行。请先关闭它的窗口，再点“重试”。$\r$\n$\r$\n点“取消”则什么也不改动。" /SD IDCANCEL IDRETRY again
  SetErrorLevel 2
  Quit
closed:
FunctionEnd
!macroend
!insertmacro AskToClose ""
!insertmacro AskToClose "un."

; The version in folder $R0, if there is one, takes its own files away, and no others.
Function TakeAway
  ${If} ${FileExists} "$R0\${REMOVE}"
    ExecWait '"$R0\${REMOVE}" /S _?=$R0'
    Delete "$R0\${REMOVE}"
    RMDir "$R0"
  ${EndIf}
FunctionEnd

; What speaks against $INSTDIR into $1, "" where nothing does. Before anything is taken away.
Function PlaceFault
  StrCpy $1 ""
  StrLen $0 "$INSTDIR"
  ${If} $0 > 170 ; with our longest name Windows' 260 would be passed
    StrCpy $1 "文件夹的名字太长：$INSTDIR"
    Return
  ${EndIf}
  ${GetRoot} "$INSTDIR" $0
  ClearErrors
  ${DriveSpace} "$0\" "/D=F /S=M" $2
  ${IfNot} ${Errors}
  ${AndIf} $2 < ${MEGABYTES}
    StrCpy $1 "磁盘 $0 的空间不够，需要 ${MEGABYTES} MB。"
    Return
  ${EndIf}
  ClearErrors
  CreateDirectory "$INSTDIR"
  FileOpen $0 "$INSTDIR\${PROGRAM}.tmp" w
  ${If} ${Errors}
    StrCpy $1 "不能写入“$INSTDIR”。"
    Return
  ${EndIf}
  FileClose $0
  Delete "$INSTDIR\${PROGRAM}.tmp"
  RMDir "$INSTDIR" ; goes only if it is empty
FunctionEnd

!define ELSEWHERE "$\r$\n$\r$\n什么也没有改动。请换一个文件夹，一般用默认的即可。"

Function SeePlace
  Call PlaceFault
  ${If} $1 != ""
    MessageBox MB_OK|MB_ICONEXCLAMATION "$1${ELSEWHERE}"
    Abort ; stays on the page
  ${EndIf}
FunctionEnd

; NSIS itself would say 2, which is ours for a running program.
Function .onInstFailed
  SetErrorLevel 5
FunctionEnd

Section
  Call OwnFolder
  StrCpy $R0 "$INSTDIR"
  Call AskToClose
  Call PlaceFault
  ${If} $1 != ""
    MessageBox MB_OK|MB_ICONSTOP "$1${ELSEWHERE}" /SD IDOK
    SetErrorLevel 4
    Quit
  ${EndIf}
  ReadRegStr $R0 HKCU "${ENTRY}" "InstallLocation"
  ${If} $R0 != ""
    Call AskToClose
    Call TakeAway
  ${EndIf}
  StrCpy $R0 "$INSTDIR"
  Call TakeAway
  SetOutPath "$INSTDIR"
  ; First of all, so that what a full disk breaks off can be taken away or mended.
  WriteUninstaller "$INSTDIR\${REMOVE}"
  WriteRegStr HKCU "${ENTRY}" "DisplayName" "${PROGRAM}"
  WriteRegStr HKCU "${ENTRY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${ENTRY}" "DisplayIcon" "$INSTDIR\${PROGRAM}.exe"
  WriteRegStr HKCU "${ENTRY}" "Publisher" "${PROGRAM}"
  WriteRegStr HKCU "${ENTRY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${ENTRY}" "UninstallString" '"$INSTDIR\${REMOVE}"'
  WriteRegStr HKCU "${ENTRY}" "QuietUninstallString" '"$INSTDIR\${REMOVE}" /S'
  WriteRegDWORD HKCU "${ENTRY}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${ENTRY}" "NoModify" 1
  WriteRegDWORD HKCU "${ENTRY}" "NoRepair" 1
  File /r "${TREE}/*"
  CreateShortcut "$SMPROGRAMS\${PROGRAM}.lnk" "$INSTDIR\${PROGRAM}.exe"
  CreateShortcut "$DESKTOP\${PROGRAM}.lnk" "$INSTDIR\${PROGRAM}.exe"
  WriteRegStr HKCU "Software\Classes\.dxjw" "" "${KIND}"
  WriteRegStr HKCU "Software\Classes\${KIND}" "" "${PROGRAM}学校文件"
  WriteRegStr HKCU "Software\Classes\${KIND}\DefaultIcon" "" "$INSTDIR\${PROGRAM}.exe,0"
  WriteRegStr HKCU "Software\Classes\${KIND}\shell\open\command" "" '"$INSTDIR\${PROGRAM}.exe" "%1"'
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  StrCpy $R0 "$INSTDIR"
  Call un.AskToClose
  SetOutPath "$TEMP"
  ; One line for each file of this version; whatever else lies in the folder stays.
  !include "${FILES}"
  Delete "$INSTDIR\${REMOVE}"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${PROGRAM}.lnk"
  Delete "$DESKTOP\${PROGRAM}.lnk"
  ReadRegStr $0 HKCU "Software\Classes\.dxjw" ""
  ${If} $0 == "${KIND}"
    DeleteRegKey HKCU "Software\Classes\.dxjw"
  ${EndIf}
  DeleteRegKey HKCU "Software\Classes\${KIND}"
  DeleteRegKey HKCU "${ENTRY}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
